import type { Letter } from "./letters.ts";

/** T13: the request has another status. */
export const statusLetter: Letter = {
  automatic: true,
  texts: {
    en: {
      subject: "{{ ticket.status }}: {{ ticket.subject }}",
      opening: "{% if solved %}{% if copied %}A request you are copied on{% else %}Your request{% endif %} {{ ticket.number }} is solved.{% else %}{% if copied %}A request you are copied on{% else %}Your request{% endif %} {{ ticket.number }} is now: **{{ ticket.status }}**{% endif %}",
      body: "{{ explanation }}",
      button: "View your request",
      next: "{% unless portalOnly %}If you want to add something, just reply to this mail.{% endunless %}",
      why: "You get this mail because {% if copied %}you are copied on this request{% else %}you asked us{% endif %}.",
    },
    es: {
      subject: "{{ ticket.status }}: {{ ticket.subject }}",
      opening: "{% if solved %}{% if copied %}La solicitud {{ ticket.number }}, en la que usted está en copia,{% else %}Su solicitud {{ ticket.number }}{% endif %} está resuelta.{% else %}{% if copied %}La solicitud {{ ticket.number }}, en la que usted está en copia,{% else %}Su solicitud {{ ticket.number }}{% endif %} ha pasado a: **{{ ticket.status }}**{% endif %}",
      body: "{{ explanation }}",
      button: "Ver la solicitud",
      next: "{% unless portalOnly %}Si quiere añadir algo, basta con responder a este mensaje.{% endunless %}",
      why: "Recibe este mensaje porque {% if copied %}está en copia de esta solicitud{% else %}nos hizo una consulta{% endif %}.",
    },
    "pt-BR": {
      subject: "{{ ticket.status }}: {{ ticket.subject }}",
      opening: "{% if solved %}{% if copied %}A solicitação {{ ticket.number }}, em que você está em cópia,{% else %}Sua solicitação {{ ticket.number }}{% endif %} foi resolvida.{% else %}{% if copied %}A solicitação {{ ticket.number }}, em que você está em cópia,{% else %}Sua solicitação {{ ticket.number }}{% endif %} agora está em: **{{ ticket.status }}**{% endif %}",
      body: "{{ explanation }}",
      button: "Ver a solicitação",
      next: "{% unless portalOnly %}Para acrescentar algo, basta responder a este e-mail.{% endunless %}",
      why: "Você recebeu este e-mail porque {% if copied %}está em cópia nesta solicitação{% else %}falou conosco{% endif %}.",
    },
    ro: {
      subject: "{{ ticket.status }}: {{ ticket.subject }}",
      opening: "{% if solved %}Solicitarea {{ ticket.number }}{% if copied %}, la care sunteți în copie,{% endif %} este rezolvată.{% else %}Solicitarea {{ ticket.number }}{% if copied %}, la care sunteți în copie,{% endif %} are acum starea: **{{ ticket.status }}**{% endif %}",
      body: "{{ explanation }}",
      button: "Vizualizează Solicitarea",
      next: "{% unless portalOnly %}Ca să adăugați ceva, folosiți Răspunde la acest mesaj.{% endunless %}",
      why: "Primiți acest mesaj pentru că {% if copied %}sunteți în copie la această solicitare{% else %}ne-ați adresat o solicitare{% endif %}.",
    },
  },
};
