import type { Letter } from "./letters.ts";

/** A colleague is asked to join a desk; the link sets the password. */
export const colleagueInvitation: Letter = {
  automatic: true,
  texts: {
    en: {
      subject: "{{ by }} invites you to work at {{ desk }}",
      opening: "{{ by }} has given you access to the desk {{ desk }}.",
      body: "There you read and answer its requests together with your colleagues. Your user name is {{ address }}; you choose the password yourself.",
      button: "Open the desk",
      next: "The link works once, until {{ link.expires }}. Later you can ask for a new one on the sign-in page.",
      why: "You get this mail because a colleague entered your address as an agent of {{ desk }}.",
    },
    es: {
      subject: "{{ by }} le invita a trabajar en {{ desk }}",
      opening: "{{ by }} le ha dado acceso al departamento {{ desk }}.",
      body: "En ella leerá y responderá sus solicitudes junto con sus compañeros. Su usuario es {{ address }}; la contraseña la elige usted.",
      button: "Abrir el departamento",
      next: "El enlace sirve una sola vez, hasta el {{ link.expires }}. Después puede pedir otro en la página de inicio de sesión.",
      why: "Recibe este mensaje porque un compañero ha dado de alta su dirección como agente de {{ desk }}.",
    },
    "pt-BR": {
      subject: "{{ by }} convida você para trabalhar em {{ desk }}",
      opening: "{{ by }} deu a você acesso ao departamento {{ desk }}.",
      body: "Nela você lê e responde às solicitações junto com os colegas. Seu usuário é {{ address }}; a senha é você quem escolhe.",
      button: "Abrir o departamento",
      next: "O link vale uma única vez, até {{ link.expires }}. Depois disso, peça outro na página de entrada.",
      why: "Você recebeu este e-mail porque um colega cadastrou seu endereço como agente de {{ desk }}.",
    },
    ro: {
      subject: "{{ by }} vă invită să lucrați la {{ desk }}",
      opening: "{{ by }} v-a dat acces la departamentul {{ desk }}.",
      body: "Acolo citiți solicitările și răspundeți împreună cu colegii. Numele de utilizator este {{ address }}; parola o alegeți dumneavoastră.",
      button: "Deschideți departamentul",
      next: "Linkul funcționează o singură dată, până la {{ link.expires }}. Mai târziu puteți cere altul pe pagina de autentificare.",
      why: "Primiți acest mesaj pentru că un coleg v-a înscris adresa ca agent la {{ desk }}.",
    },
  },
};
