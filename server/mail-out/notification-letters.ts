import type { Letter } from "./letters.ts";

const opening = "{{ lead }}{% for line in more %}\n- {{ line }}{% endfor %}";
const list = "{% for one in tickets %}- [#{{ one.number }} {{ one.subject }}]({{ one.url }}) {{ one.lines }}\n{% endfor %}";

/** What staff are told by mail (R12); an answer to the one about a ticket becomes a note (R8). */
export const notificationLetters: Record<"notification" | "notification-digest", Letter> = {
  notification: {
    automatic: true,
    texts: {
      en: {
        subject: "{{ what }}: {{ ticket.subject }}",
        opening,
        button: "Open the request",
        next: "Reply to this mail to add a note. Only colleagues see it, never the customer.",
        why: "You get this mail because your profile says so. You can change that there.",
      },
      es: {
        subject: "{{ what }}: {{ ticket.subject }}",
        opening,
        button: "Abrir la solicitud",
        next: "Responda a este mensaje para añadir una nota. Solo la ven los compañeros, nunca el cliente.",
        why: "Recibe este mensaje porque así lo indica su perfil. Puede cambiarlo allí.",
      },
      "pt-BR": {
        subject: "{{ what }}: {{ ticket.subject }}",
        opening,
        button: "Abrir a solicitação",
        next: "Responda a este e-mail para adicionar uma nota. Só os colegas a veem, nunca o cliente.",
        why: "Você recebeu este e-mail porque o seu perfil diz assim. Lá você pode mudar isso.",
      },
      ro: {
        subject: "{{ what }}: {{ ticket.subject }}",
        opening,
        button: "Deschideți solicitarea",
        next: "Răspundeți la acest mesaj ca să adăugați o notă. O văd doar colegii, niciodată clientul.",
        why: "Primiți acest mesaj pentru că așa este setat profilul dumneavoastră. Acolo puteți schimba.",
      },
    },
  },
  "notification-digest": {
    automatic: true,
    texts: {
      en: {
        subject: "{{ count }} requests with news",
        opening: "There is news on {{ count }} requests:",
        body: `${list}{% if more %}and {{ more }} more{% endif %}`,
        button: "See all",
        next: "To answer, open the request: a reply to this mail belongs to none of them.",
        why: "You get this mail because your profile says so. You can change that there.",
      },
      es: {
        subject: "{{ count }} solicitudes con novedades",
        opening: "Hay novedades en {{ count }} solicitudes:",
        body: `${list}{% if more %}y {{ more }} más{% endif %}`,
        button: "Ver todo",
        next: "Para contestar, abra la solicitud: una respuesta a este mensaje no llega a ninguna de ellas.",
        why: "Recibe este mensaje porque así lo indica su perfil. Puede cambiarlo allí.",
      },
      "pt-BR": {
        subject: "{{ count }} solicitações com novidades",
        opening: "Há novidades em {{ count }} solicitações:",
        body: `${list}{% if more %}e mais {{ more }}{% endif %}`,
        button: "Ver tudo",
        next: "Para responder, abra a solicitação: uma resposta a este e-mail não chega a nenhuma delas.",
        why: "Você recebeu este e-mail porque o seu perfil diz assim. Lá você pode mudar isso.",
      },
      ro: {
        subject: "Noutăți la {{ count }} solicitări",
        opening: "Sunt noutăți la {{ count }} solicitări:",
        body: `${list}{% if more %}și încă {{ more }}{% endif %}`,
        button: "Vedeți tot",
        next: "Ca să răspundeți, deschideți solicitarea: un răspuns la acest mesaj nu ajunge la niciuna.",
        why: "Primiți acest mesaj pentru că așa este setat profilul dumneavoastră. Acolo puteți schimba.",
      },
    },
  },
};
