import { builtInLetters } from "../../contract/letters.ts";
import { accessLetter } from "./access-letter.ts";
import { addressLetter } from "./address-letter.ts";
import { approvalLetter } from "./approval-letter.ts";
import { communityLetter } from "./community-letter.ts";
import { colleagueLetters } from "./colleague-letters.ts";
import { colleagueInvitation } from "./invitation-letter.ts";
import type { Letter, LetterKey } from "./letters.ts";
import { notificationLetters } from "./notification-letters.ts";
import { portalOnlyLetter } from "./portal-only-letter.ts";
import { reportLetter } from "./report-letter.ts";
import { statusLetter } from "./status-letter.ts";
import { ruleLetters } from "./rule-letters.ts";
import { waitingLetters } from "./waiting-letters.ts";

export const letterOf = (key: LetterKey): Letter => standardLetters[key];
export const isBuiltIn = (key: string): key is LetterKey => Object.hasOwn(standardLetters, key);

/** Those that a desk may write anew. */
export const standardLettersToChange = (): { key: string; to: "customer" | "colleague" | "account"; texts: Letter["texts"] }[] =>
  Object.entries(builtInLetters).flatMap(([key, { to }]) => (to === "staff" || !isBuiltIn(key) ? [] : [{ key, to, texts: letterOf(key).texts }]));

/** The letters of a desk that has not written its own. */
export const standardLetters: Record<LetterKey, Letter> = {
  ...colleagueLetters,
  ...notificationLetters,
  "colleague-invitation": colleagueInvitation,
  "confirm-address": addressLetter,
  "access-changed": accessLetter,
  "approval-request": approvalLetter,
  report: reportLetter,
  community: communityLetter,
  "status-changed": statusLetter,
  ...waitingLetters,
  "portal-only": portalOnlyLetter,
  ...ruleLetters,
  confirmation: {
    automatic: true,
    texts: {
      en: {
        subject: "{% if agent %}Your request: {{ ticket.subject }}{% else %}We received your request: {{ ticket.subject }}{% endif %}",
        opening: "{% if agent %}{{ agent }} opened request {{ ticket.number }} for you.{% else %}We received your request. Its number is {{ ticket.number }}.{% endif %}",
        body: "{% if invited %}In the portal you see all your requests and what we answered. Your user name is {{ invited.address }}; you choose the password yourself.{% endif %}",
        button: "View your request",
        link: "Get a password",
        next: "{% if solved %}It was solved at once.{% unless portalOnly %} If anything is missing, just reply to this mail.{% endunless %}{% else %}A colleague reads it and answers by mail.{% unless portalOnly %} To add something, just reply to this mail.{% endunless %}{% endif %}",
        why: "You get this mail because {% if agent %}a request was opened in your name{% else %}you wrote to us{% endif %}.",
      },
      es: {
        subject: "{% if agent %}Su solicitud: {{ ticket.subject }}{% else %}Hemos recibido su solicitud: {{ ticket.subject }}{% endif %}",
        opening: "{% if agent %}{{ agent }} ha abierto la solicitud {{ ticket.number }} para usted.{% else %}Hemos recibido su solicitud. Su número es {{ ticket.number }}.{% endif %}",
        body: "{% if invited %}En el portal puede ver todas sus solicitudes y nuestras respuestas. Su usuario es {{ invited.address }}; la contraseña la elige usted.{% endif %}",
        button: "Ver su solicitud",
        link: "Obtener contraseña",
        next: "{% if solved %}Ha quedado resuelta en el momento.{% unless portalOnly %} Si falta algo, basta con responder a este mensaje.{% endunless %}{% else %}Un compañero la leerá y le responderá por correo.{% unless portalOnly %} Para añadir algo, basta con responder a este mensaje.{% endunless %}{% endif %}",
        why: "Recibe este mensaje porque {% if agent %}se ha abierto una solicitud a su nombre{% else %}nos ha escrito{% endif %}.",
      },
      "pt-BR": {
        subject: "{% if agent %}Sua solicitação: {{ ticket.subject }}{% else %}Recebemos sua solicitação: {{ ticket.subject }}{% endif %}",
        opening: "{% if agent %}{{ agent }} abriu a solicitação {{ ticket.number }} para você.{% else %}Recebemos sua solicitação. O número dela é {{ ticket.number }}.{% endif %}",
        body: "{% if invited %}No portal você vê todas as suas solicitações e as nossas respostas. Seu usuário é {{ invited.address }}; a senha é você quem escolhe.{% endif %}",
        button: "Ver sua solicitação",
        link: "Obter senha",
        next: "{% if solved %}Ela foi resolvida na hora.{% unless portalOnly %} Se faltar algo, basta responder a este e-mail.{% endunless %}{% else %}Um colega vai ler e responder por e-mail.{% unless portalOnly %} Para acrescentar algo, basta responder a este e-mail.{% endunless %}{% endif %}",
        why: "Você recebeu este e-mail porque {% if agent %}uma solicitação foi aberta em seu nome{% else %}escreveu para nós{% endif %}.",
      },
      ro: {
        subject: "{% if agent %}Solicitarea dumneavoastră: {{ ticket.subject }}{% else %}Am primit solicitarea dumneavoastră: {{ ticket.subject }}{% endif %}",
        opening: "{% if agent %}{{ agent }} a deschis pentru dumneavoastră solicitarea {{ ticket.number }}.{% else %}Am primit solicitarea dumneavoastră. Are numărul {{ ticket.number }}.{% endif %}",
        body: "{% if invited %}În portal vedeți toate solicitările și răspunsurile noastre. Numele de utilizator este {{ invited.address }}; parola o alegeți dumneavoastră.{% endif %}",
        button: "Vizualizați Solicitarea",
        link: "Obțineți o parolă",
        next: "{% if solved %}A fost rezolvată pe loc.{% unless portalOnly %} Dacă lipsește ceva, folosiți Răspunde la acest mesaj.{% endunless %}{% else %}Un coleg o citește și vă răspunde prin e-mail.{% unless portalOnly %} Ca să adăugați ceva, răspundeți la acest mesaj.{% endunless %}{% endif %}",
        why: "Primiți acest mesaj pentru că {% if agent %}s-a deschis o solicitare pe numele dumneavoastră{% else %}ne-ați scris{% endif %}.",
      },
    },
  },
  reply: {
    automatic: false,
    texts: {
      en: {
        subject: "Re: {{ ticket.subject }}",
        opening: "{{ agent }} answered {% if copied %}a request you are copied on{% else %}your request{% endif %}:",
        button: "View the conversation",
        next: "{% if status %}Status: {{ status }}. {% endif %}{% unless portalOnly %}To answer, just reply to this mail.{% endunless %}",
        why: "You get this mail because you {% if copied %}are copied on this request{% else %}asked us{% endif %}.",
      },
      es: {
        subject: "Re: {{ ticket.subject }}",
        opening: "{{ agent }} ha respondido a {% if copied %}una solicitud en la que usted está en copia{% else %}su solicitud{% endif %}:",
        button: "Ver la conversación",
        next: "{% if status %}Estado: {{ status }}. {% endif %}{% unless portalOnly %}Para contestar, basta con responder a este mensaje.{% endunless %}",
        why: "Recibe este mensaje porque {% if copied %}está en copia de esta solicitud{% else %}nos hizo una consulta{% endif %}.",
      },
      "pt-BR": {
        subject: "Re: {{ ticket.subject }}",
        opening: "{{ agent }} respondeu a {% if copied %}uma solicitação em que você está em cópia{% else %}sua solicitação{% endif %}:",
        button: "Ver a conversa",
        next: "{% if status %}Status: {{ status }}. {% endif %}{% unless portalOnly %}Para responder, basta responder a este e-mail.{% endunless %}",
        why: "Você recebeu este e-mail porque {% if copied %}está em cópia nesta solicitação{% else %}falou conosco{% endif %}.",
      },
      ro: {
        subject: "Re: {{ ticket.subject }}",
        opening: "{{ agent }} a răspuns la {% if copied %}o solicitare la care sunteți în copie{% else %}solicitarea dumneavoastră{% endif %}:",
        button: "Vizualizați conversația",
        next: "{% if status %}Stare: {{ status }}. {% endif %}{% unless portalOnly %}Ca să răspundeți, folosiți Răspunde la acest mesaj.{% endunless %}",
        why: "Primiți acest mesaj pentru că {% if copied %}sunteți în copie la această solicitare{% else %}ne-ați adresat o solicitare{% endif %}.",
      },
    },
  },
  outgoing: {
    automatic: false,
    texts: {
      en: {
        subject: "{{ ticket.subject }}",
        opening: "{{ agent }} of {{ desk }} writes to {% if copied %}a customer, with you in copy{% else %}you{% endif %}:",
        button: "View the conversation",
        link: "Get a password",
        next: "{% unless portalOnly %}To answer, just reply to this mail.{% endunless %}",
        why: "You get this mail because {{ desk }} wrote to you.",
      },
      es: {
        subject: "{{ ticket.subject }}",
        opening: "{{ agent }}, de {{ desk }}, {% if copied %}escribe a un cliente con usted en copia{% else %}le escribe{% endif %}:",
        button: "Ver la conversación",
        link: "Obtener contraseña",
        next: "{% unless portalOnly %}Para contestar, basta con responder a este mensaje.{% endunless %}",
        why: "Recibe este mensaje porque {{ desk }} le ha escrito.",
      },
      "pt-BR": {
        subject: "{{ ticket.subject }}",
        opening: "{{ agent }}, de {{ desk }}, escreve para {% if copied %}um cliente, com você em cópia{% else %}você{% endif %}:",
        button: "Ver a conversa",
        link: "Obter senha",
        next: "{% unless portalOnly %}Para responder, basta responder a este e-mail.{% endunless %}",
        why: "Você recebeu este e-mail porque {{ desk }} escreveu para você.",
      },
      ro: {
        subject: "{{ ticket.subject }}",
        opening: "{{ agent }} de la {{ desk }} {% if copied %}scrie unui client, cu dumneavoastră în copie{% else %}vă scrie{% endif %}:",
        button: "Vizualizați conversația",
        link: "Obțineți o parolă",
        next: "{% unless portalOnly %}Ca să răspundeți, folosiți Răspunde la acest mesaj.{% endunless %}",
        why: "Primiți acest mesaj pentru că {{ desk }} v-a scris.",
      },
    },
  },
  invitation: {
    automatic: true,
    texts: {
      en: {
        subject: "Your access to the portal of {{ desk }}",
        opening: "You now have access to the portal of {{ desk }}.",
        body: "There you see all your requests and what we answered. Your user name is {{ address }}; you choose the password yourself.",
        button: "Visit the portal",
        next: "The link works once, until {{ link.expires }}. Later you can ask for a new one on the sign-in page.",
        why: "You get this mail because you wrote to us or were in copy of a request.",
      },
      es: {
        subject: "Su acceso al portal de {{ desk }}",
        opening: "Ya tiene acceso al portal de {{ desk }}.",
        body: "En él puede ver todas sus solicitudes y nuestras respuestas. Su usuario es {{ address }}; la contraseña la elige usted.",
        button: "Visitar el portal",
        next: "El enlace sirve una sola vez, hasta el {{ link.expires }}. Después puede pedir otro en la página de inicio de sesión.",
        why: "Recibe este mensaje porque nos ha escrito o estaba en copia de una solicitud.",
      },
      "pt-BR": {
        subject: "Seu acesso ao portal de {{ desk }}",
        opening: "Agora você tem acesso ao portal de {{ desk }}.",
        body: "Nele você vê todas as suas solicitações e as nossas respostas. Seu usuário é {{ address }}; a senha é você quem escolhe.",
        button: "Visitar o portal",
        next: "O link vale uma única vez, até {{ link.expires }}. Depois disso, peça outro na página de entrada.",
        why: "Você recebeu este e-mail porque escreveu para nós ou estava em cópia em uma solicitação.",
      },
      ro: {
        subject: "Accesul dumneavoastră la portalul {{ desk }}",
        opening: "Aveți acum acces la portalul {{ desk }}.",
        body: "Acolo vedeți toate solicitările și răspunsurile noastre. Numele de utilizator este {{ address }}; parola o alegeți dumneavoastră.",
        button: "Vizitează Portalul",
        next: "Linkul funcționează o singură dată, până la {{ link.expires }}. Mai târziu puteți cere altul pe pagina de autentificare.",
        why: "Primiți acest mesaj pentru că ne-ați scris sau ați fost în copie la o solicitare.",
      },
    },
  },
  "set-password": {
    automatic: true,
    texts: {
      en: {
        subject: "Set your password for {{ desk }}",
        opening: "Here is the link to set the password of {{ address }}.",
        body: "If you did not ask for it, you need not do anything: nothing has changed.",
        button: "Set a password",
        next: "The link works once, until {{ link.expires }}.",
        why: "You get this mail because somebody asked for a password for this address.",
      },
      es: {
        subject: "Establezca su contraseña de {{ desk }}",
        opening: "Este es el enlace para establecer la contraseña de {{ address }}.",
        body: "Si no la ha pedido usted, no tiene que hacer nada: no ha cambiado nada.",
        button: "Establecer contraseña",
        next: "El enlace sirve una sola vez, hasta el {{ link.expires }}.",
        why: "Recibe este mensaje porque alguien ha pedido una contraseña para esta dirección.",
      },
      "pt-BR": {
        subject: "Defina sua senha de {{ desk }}",
        opening: "Este é o link para definir a senha de {{ address }}.",
        body: "Se você não pediu, não precisa fazer nada: nada mudou.",
        button: "Definir senha",
        next: "O link vale uma única vez, até {{ link.expires }}.",
        why: "Você recebeu este e-mail porque alguém pediu uma senha para este endereço.",
      },
      ro: {
        subject: "Setați parola pentru {{ desk }}",
        opening: "Acesta este linkul pentru setarea parolei adresei {{ address }}.",
        body: "Dacă nu ați cerut-o dumneavoastră, nu trebuie să faceți nimic: nu s-a schimbat nimic.",
        button: "Setați parola",
        next: "Linkul funcționează o singură dată, până la {{ link.expires }}.",
        why: "Primiți acest mesaj pentru că cineva a cerut o parolă pentru această adresă.",
      },
    },
  },
  "sign-in-link": {
    automatic: true,
    texts: {
      en: {
        subject: "Your sign-in link for {{ desk }}",
        opening: "Here is the link to sign in as {{ address }}.",
        body: "If you did not ask for it, you need not do anything.",
        button: "Sign in",
        next: "The link works once, until {{ link.expires }}.",
        why: "You get this mail because somebody asked for a sign-in link for this address.",
      },
      es: {
        subject: "Su enlace para iniciar sesión en {{ desk }}",
        opening: "Este es el enlace para iniciar sesión como {{ address }}.",
        body: "Si no lo ha pedido usted, no tiene que hacer nada.",
        button: "Iniciar sesión",
        next: "El enlace sirve una sola vez, hasta el {{ link.expires }}.",
        why: "Recibe este mensaje porque alguien ha pedido un enlace de inicio de sesión para esta dirección.",
      },
      "pt-BR": {
        subject: "Seu link para entrar em {{ desk }}",
        opening: "Este é o link para entrar como {{ address }}.",
        body: "Se você não pediu, não precisa fazer nada.",
        button: "Entrar",
        next: "O link vale uma única vez, até {{ link.expires }}.",
        why: "Você recebeu este e-mail porque alguém pediu um link de entrada para este endereço.",
      },
      ro: {
        subject: "Linkul dumneavoastră de autentificare la {{ desk }}",
        opening: "Acesta este linkul pentru autentificare ca {{ address }}.",
        body: "Dacă nu l-ați cerut dumneavoastră, nu trebuie să faceți nimic.",
        button: "Autentificare",
        next: "Linkul funcționează o singură dată, până la {{ link.expires }}.",
        why: "Primiți acest mesaj pentru că cineva a cerut un link de autentificare pentru această adresă.",
      },
    },
  },
};
