import type { Letter } from "./letters.ts";

/** C11: the question stands in the mail as the asker's words; the button opens the choice. */
export const approvalLetter: Letter = {
  automatic: true,
  texts: {
    en: {
      subject: "Your approval is needed: {{ ticket.subject }}",
      opening: "{{ agent }} asks for your approval on request {{ ticket.number }}:",
      button: "Grant or refuse",
      next: "Opening the link changes nothing: you read the question, decide, and confirm. You sign with your employee id and branch. The link is for you alone and works until {{ link.expires }}.",
      why: "You get this mail because a colleague at {{ desk }} needs your decision.",
    },
    es: {
      subject: "Se necesita su visto bueno: {{ ticket.subject }}",
      opening: "{{ agent }} le pide el visto bueno para la solicitud {{ ticket.number }}:",
      button: "Conceder o denegar",
      next: "Abrir el enlace no cambia nada: lea la pregunta, decida y confirme. Se firma con su número de empleado y su sucursal. El enlace es solo para usted y sirve hasta el {{ link.expires }}.",
      why: "Recibe este mensaje porque un compañero de {{ desk }} necesita su decisión.",
    },
    "pt-BR": {
      subject: "Sua aprovação é necessária: {{ ticket.subject }}",
      opening: "{{ agent }} pede sua aprovação para a solicitação {{ ticket.number }}:",
      button: "Aprovar ou recusar",
      next: "Abrir o link não muda nada: leia a pergunta, decida e confirme. Você assina com sua matrícula e sua filial. O link é só seu e vale até {{ link.expires }}.",
      why: "Você recebeu este e-mail porque um colega de {{ desk }} precisa da sua decisão.",
    },
    ro: {
      subject: "Este nevoie de aprobarea dumneavoastră: {{ ticket.subject }}",
      opening: "{{ agent }} vă cere aprobarea pentru solicitarea {{ ticket.number }}:",
      button: "Aprobați sau respingeți",
      next: "Deschiderea linkului nu schimbă nimic: citiți întrebarea, decideți și confirmați. Semnați cu numărul de angajat și cu sucursala. Linkul este numai pentru dumneavoastră și funcționează până la {{ link.expires }}.",
      why: "Primiți acest mesaj pentru că un coleg de la {{ desk }} are nevoie de decizia dumneavoastră.",
    },
  },
};
