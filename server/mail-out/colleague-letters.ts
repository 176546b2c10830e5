import type { Letter } from "./letters.ts";

/** Letters to colleagues and third parties: none of them is for a customer. */
export const colleagueLetters: Record<"mentioned" | "side" | "forward", Letter> = {
  mentioned: {
    automatic: true,
    texts: {
      en: {
        subject: "{{ agent }} mentioned you: {{ ticket.subject }}",
        opening: "{{ agent }} mentioned you in a {% if kind == 'note' %}note{% else %}reply{% endif %} on request {{ ticket.number }}:",
        button: "Open the request",
        next: "Reply to this mail to add a note. Only colleagues see it, never the customer.",
        why: "You get this mail because a colleague named you.",
      },
      es: {
        subject: "{{ agent }} le ha mencionado: {{ ticket.subject }}",
        opening: "{{ agent }} le ha mencionado en una {% if kind == 'note' %}nota{% else %}respuesta{% endif %} de la solicitud {{ ticket.number }}:",
        button: "Abrir la solicitud",
        next: "Responda a este mensaje para añadir una nota. Solo la ven los compañeros, nunca el cliente.",
        why: "Recibe este mensaje porque un compañero le ha nombrado.",
      },
      "pt-BR": {
        subject: "{{ agent }} mencionou você: {{ ticket.subject }}",
        opening: "{{ agent }} mencionou você em uma {% if kind == 'note' %}nota{% else %}resposta{% endif %} da solicitação {{ ticket.number }}:",
        button: "Abrir a solicitação",
        next: "Responda a este e-mail para adicionar uma nota. Só os colegas a veem, nunca o cliente.",
        why: "Você recebeu este e-mail porque um colega citou o seu nome.",
      },
      ro: {
        subject: "{{ agent }} v-a menționat: {{ ticket.subject }}",
        opening: "{{ agent }} v-a menționat într-{% if kind == 'note' %}o notă{% else %}un răspuns{% endif %} la solicitarea {{ ticket.number }}:",
        button: "Deschideți solicitarea",
        next: "Răspundeți la acest mesaj ca să adăugați o notă. O văd doar colegii, niciodată clientul.",
        why: "Primiți acest mesaj pentru că un coleg v-a numit.",
      },
    },
  },
  side: {
    automatic: false,
    texts: {
      en: {
        subject: "{{ about }}",
        opening: "{{ agent }} writes to you from {{ desk }}:",
        button: "Open the request",
        next: "To answer, just reply to this mail.",
        why: "You get this mail because {{ desk }} needs your help with a request.",
      },
      es: {
        subject: "{{ about }}",
        opening: "{{ agent }} le escribe desde {{ desk }}:",
        button: "Abrir la solicitud",
        next: "Para contestar, basta con responder a este mensaje.",
        why: "Recibe este mensaje porque {{ desk }} necesita su ayuda con una solicitud.",
      },
      "pt-BR": {
        subject: "{{ about }}",
        opening: "{{ agent }} escreve para você de {{ desk }}:",
        button: "Abrir a solicitação",
        next: "Para responder, basta responder a este e-mail.",
        why: "Você recebeu este e-mail porque {{ desk }} precisa da sua ajuda com uma solicitação.",
      },
      ro: {
        subject: "{{ about }}",
        opening: "{{ agent }} vă scrie din partea {{ desk }}:",
        button: "Deschideți solicitarea",
        next: "Ca să răspundeți, folosiți Răspunde la acest mesaj.",
        why: "Primiți acest mesaj pentru că {{ desk }} are nevoie de ajutorul dumneavoastră la o solicitare.",
      },
    },
  },
  forward: {
    automatic: false,
    texts: {
      en: {
        subject: "{{ about }}",
        opening: "{{ agent }} forwards request {{ ticket.number }} of {{ desk }} to you.",
        button: "Open the request",
        next: "Your reply goes to the team of {{ desk }}, never to the customer.",
        why: "You get this mail because {{ agent }} sent it to you.",
      },
      es: {
        subject: "{{ about }}",
        opening: "{{ agent }} le reenvía la solicitud {{ ticket.number }} de {{ desk }}.",
        button: "Abrir la solicitud",
        next: "Su respuesta llega al equipo de {{ desk }}, nunca al cliente.",
        why: "Recibe este mensaje porque {{ agent }} se lo ha enviado.",
      },
      "pt-BR": {
        subject: "{{ about }}",
        opening: "{{ agent }} encaminha a você a solicitação {{ ticket.number }} de {{ desk }}.",
        button: "Abrir a solicitação",
        next: "Sua resposta vai para a equipe de {{ desk }}, nunca para o cliente.",
        why: "Você recebeu este e-mail porque {{ agent }} o enviou a você.",
      },
      ro: {
        subject: "{{ about }}",
        opening: "{{ agent }} vă redirecționează solicitarea {{ ticket.number }} de la {{ desk }}.",
        button: "Deschideți solicitarea",
        next: "Răspunsul dumneavoastră ajunge la echipa {{ desk }}, niciodată la client.",
        why: "Primiți acest mesaj pentru că {{ agent }} vi l-a trimis.",
      },
    },
  },
};
