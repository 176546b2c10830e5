import type { Letter } from "./letters.ts";

/** T11: they answered by mail where only the portal takes answers. Nothing of theirs is lost; once a day for each request. */
export const portalOnlyLetter: Letter = {
  automatic: true,
  texts: {
    en: {
      subject: "Please answer in the portal: {{ ticket.subject }}",
      opening: "We have your mail about {% if copied %}request {{ ticket.number }}, which you are copied on{% else %}your request {{ ticket.number }}{% endif %}, but answers count only when they are written in the portal.",
      body: "Please open the request and write your answer there; you can add files too. Until then nothing changes: its status stays as it is. Your mail is kept, and our colleagues can read it.",
      button: "Answer in the portal",
      next: "We write this at most once a day for each request.",
      why: "You get this mail because you sent us an answer by mail.",
    },
    es: {
      subject: "Responda en el portal: {{ ticket.subject }}",
      opening: "Hemos recibido su correo sobre {% if copied %}la solicitud {{ ticket.number }}, en la que usted está en copia{% else %}su solicitud {{ ticket.number }}{% endif %}, pero solo cuentan las respuestas escritas en el portal.",
      body: "Abra la solicitud y escriba allí su respuesta; también puede añadir archivos. Hasta entonces nada cambia: el estado sigue igual. Su correo se conserva y nuestros compañeros pueden leerlo.",
      button: "Responder en el portal",
      next: "Le escribimos esto como mucho una vez al día por solicitud.",
      why: "Recibe este mensaje porque nos ha respondido por correo.",
    },
    "pt-BR": {
      subject: "Responda pelo portal: {{ ticket.subject }}",
      opening: "Recebemos seu e-mail sobre {% if copied %}a solicitação {{ ticket.number }}, em que você está em cópia{% else %}sua solicitação {{ ticket.number }}{% endif %}, mas só valem as respostas escritas no portal.",
      body: "Abra a solicitação e escreva sua resposta lá; você também pode anexar arquivos. Até lá nada muda: o status continua o mesmo. Seu e-mail fica guardado, e nossos colegas podem lê-lo.",
      button: "Responder no portal",
      next: "Enviamos este aviso no máximo uma vez por dia para cada solicitação.",
      why: "Você recebeu este e-mail porque nos respondeu por e-mail.",
    },
    ro: {
      subject: "Vă rugăm să răspundeți în portal: {{ ticket.subject }}",
      opening: "Am primit mesajul dumneavoastră despre {% if copied %}solicitarea {{ ticket.number }}, la care sunteți în copie{% else %}solicitarea {{ ticket.number }}{% endif %}, dar răspunsurile sunt luate în considerare numai dacă sunt scrise în portal.",
      body: "Deschideți solicitarea și scrieți acolo răspunsul; puteți adăuga și fișiere. Până atunci nu se schimbă nimic: starea rămâne aceeași. Mesajul este păstrat, iar colegii noștri îl pot citi.",
      button: "Răspundeți în portal",
      next: "Vă scriem acest lucru cel mult o dată pe zi pentru fiecare solicitare.",
      why: "Primiți acest mesaj pentru că ne-ați răspuns prin e-mail.",
    },
  },
};
