import type { Letter } from "./letters.ts";

/** H8: the ticket waits for its customer. The date by which it ends stands at the foot of these as of any mail about it. */
export const waitingLetters: Record<"reminder" | "closed-unanswered", Letter> = {
  reminder: {
    automatic: true,
    texts: {
      en: {
        subject: "{% if last %}Last reminder{% else %}Reminder{% endif %}: {{ ticket.subject }}",
        opening: "We still need your answer to go on with your request {{ ticket.number }}.",
        body: "{% if last %}This is our last reminder.{% endif %}",
        button: "Read our question and answer",
        next: "{% unless portalOnly %}To answer, you can also just reply to this mail.{% endunless %}",
        why: "You get this mail because you asked us and we wait for your answer.",
      },
      es: {
        subject: "{% if last %}Último recordatorio{% else %}Recordatorio{% endif %}: {{ ticket.subject }}",
        opening: "Seguimos necesitando su respuesta para continuar con su solicitud {{ ticket.number }}.",
        body: "{% if last %}Este es nuestro último recordatorio.{% endif %}",
        button: "Leer nuestra pregunta y contestar",
        next: "{% unless portalOnly %}Para contestar, también basta con responder a este mensaje.{% endunless %}",
        why: "Recibe este mensaje porque nos hizo una consulta y esperamos su respuesta.",
      },
      "pt-BR": {
        subject: "{% if last %}Último lembrete{% else %}Lembrete{% endif %}: {{ ticket.subject }}",
        opening: "Ainda precisamos da sua resposta para continuar com a sua solicitação {{ ticket.number }}.",
        body: "{% if last %}Este é o nosso último lembrete.{% endif %}",
        button: "Ler a nossa pergunta e responder",
        next: "{% unless portalOnly %}Para responder, você também pode simplesmente responder a este e-mail.{% endunless %}",
        why: "Você recebeu este e-mail porque falou conosco e esperamos a sua resposta.",
      },
      ro: {
        subject: "{% if last %}Ultimul memento{% else %}Memento{% endif %}: {{ ticket.subject }}",
        opening: "Avem în continuare nevoie de răspunsul dumneavoastră pentru solicitarea {{ ticket.number }}.",
        body: "{% if last %}Acesta este ultimul nostru memento.{% endif %}",
        button: "Citiți întrebarea noastră și răspundeți",
        next: "{% unless portalOnly %}Ca să răspundeți, puteți folosi și Răspunde la acest mesaj.{% endunless %}",
        why: "Primiți acest mesaj pentru că ne-ați adresat o solicitare și așteptăm răspunsul dumneavoastră.",
      },
    },
  },
  "closed-unanswered": {
    automatic: true,
    texts: {
      en: {
        subject: "{% if closed %}Closed{% else %}Solved{% endif %}: {{ ticket.subject }}",
        opening: "We had no answer from you, so your request {{ ticket.number }} {% if closed %}is now closed{% else %}now counts as solved{% endif %}.",
        button: "View your request",
        next: "{% if closed %}If you still need help, {% if portalOnly %}write to us in the portal{% else %}just reply to this mail{% endif %}: we open a new request that is linked to this one.{% else %}If you still need help, {% if portalOnly %}write to us in the portal{% else %}just reply to this mail{% endif %}, and we go on with it.{% endif %}",
        why: "You get this mail because you asked us.",
      },
      es: {
        subject: "{% if closed %}Cerrada{% else %}Resuelta{% endif %}: {{ ticket.subject }}",
        opening: "No hemos recibido su respuesta, así que su solicitud {{ ticket.number }} {% if closed %}queda cerrada{% else %}se da por resuelta{% endif %}.",
        button: "Ver su solicitud",
        next: "{% if closed %}Si todavía necesita ayuda, {% if portalOnly %}escríbanos en el portal{% else %}basta con responder a este mensaje{% endif %}: abriremos una solicitud nueva, enlazada con esta.{% else %}Si todavía necesita ayuda, {% if portalOnly %}escríbanos en el portal{% else %}basta con responder a este mensaje{% endif %} y seguimos con ella.{% endif %}",
        why: "Recibe este mensaje porque nos hizo una consulta.",
      },
      "pt-BR": {
        subject: "{% if closed %}Fechada{% else %}Resolvida{% endif %}: {{ ticket.subject }}",
        opening: "Não recebemos a sua resposta; por isso a sua solicitação {{ ticket.number }} {% if closed %}foi fechada{% else %}foi dada como resolvida{% endif %}.",
        button: "Ver sua solicitação",
        next: "{% if closed %}Se ainda precisar de ajuda, {% if portalOnly %}escreva para nós pelo portal{% else %}basta responder a este e-mail{% endif %}: abriremos uma nova solicitação, vinculada a esta.{% else %}Se ainda precisar de ajuda, {% if portalOnly %}escreva para nós pelo portal{% else %}basta responder a este e-mail{% endif %} e continuamos com ela.{% endif %}",
        why: "Você recebeu este e-mail porque falou conosco.",
      },
      ro: {
        subject: "{% if closed %}Închisă{% else %}Rezolvată{% endif %}: {{ ticket.subject }}",
        opening: "Nu am primit un răspuns de la dumneavoastră, așa că solicitarea {{ ticket.number }} {% if closed %}a fost închisă{% else %}este considerată rezolvată{% endif %}.",
        button: "Vizualizați solicitarea",
        next: "{% if closed %}Dacă aveți în continuare nevoie de ajutor, {% if portalOnly %}scrieți-ne în portal{% else %}răspundeți la acest mesaj{% endif %}: deschidem o solicitare nouă, legată de aceasta.{% else %}Dacă aveți în continuare nevoie de ajutor, {% if portalOnly %}scrieți-ne în portal{% else %}răspundeți la acest mesaj{% endif %} și o reluăm.{% endif %}",
        why: "Primiți acest mesaj pentru că ne-ați adresat o solicitare.",
      },
    },
  },
};
