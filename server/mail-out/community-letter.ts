import type { Letter } from "./letters.ts";

/** H10, H11: what is new in what somebody follows; the words themselves stand below the opening. */
export const communityLetter: Letter = {
  automatic: true,
  texts: {
    en: {
      subject: "{% if kind == 'post' %}New in {{ topic }}: {{ title }}{% else %}New comment: {{ title }}{% endif %}",
      opening: "{% if kind == 'post' %}{{ who }} published “{{ title }}” in {{ topic }}:{% else %}{{ who }} commented on “{{ title }}”:{% endif %}",
      button: "Read and answer",
      next: "Please answer on the page: a reply to this mail would open a new request.",
      why: "You get this mail because you follow {% if kind == 'post' %}this topic{% else %}this conversation{% endif %}.",
    },
    es: {
      subject: "{% if kind == 'post' %}Nuevo en {{ topic }}: {{ title }}{% else %}Nuevo comentario: {{ title }}{% endif %}",
      opening: "{% if kind == 'post' %}{{ who }} ha publicado «{{ title }}» en {{ topic }}:{% else %}{{ who }} ha comentado en «{{ title }}»:{% endif %}",
      button: "Leer y responder",
      next: "Responda en la página: una respuesta a este mensaje abriría una solicitud nueva.",
      why: "Recibe este mensaje porque sigue {% if kind == 'post' %}este tema{% else %}esta conversación{% endif %}.",
    },
    "pt-BR": {
      subject: "{% if kind == 'post' %}Novo em {{ topic }}: {{ title }}{% else %}Novo comentário: {{ title }}{% endif %}",
      opening: "{% if kind == 'post' %}{{ who }} publicou “{{ title }}” em {{ topic }}:{% else %}{{ who }} comentou em “{{ title }}”:{% endif %}",
      button: "Ler e responder",
      next: "Responda na página: uma resposta a este e-mail abriria uma nova solicitação.",
      why: "Você recebeu este e-mail porque acompanha {% if kind == 'post' %}este tópico{% else %}esta conversa{% endif %}.",
    },
    ro: {
      subject: "{% if kind == 'post' %}Nou în {{ topic }}: {{ title }}{% else %}Comentariu nou: {{ title }}{% endif %}",
      opening: "{% if kind == 'post' %}{{ who }} a publicat „{{ title }}” în {{ topic }}:{% else %}{{ who }} a comentat la „{{ title }}”:{% endif %}",
      button: "Citiți și răspundeți",
      next: "Răspundeți în pagină: un răspuns la acest mesaj ar deschide o solicitare nouă.",
      why: "Primiți acest mesaj pentru că urmăriți {% if kind == 'post' %}acest subiect{% else %}această conversație{% endif %}.",
    },
  },
};
