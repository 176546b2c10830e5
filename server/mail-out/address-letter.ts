import type { Letter } from "./letters.ts";

/** Somebody says that this address is theirs, too; the link proves it to who is signed in as that person. */
export const addressLetter: Letter = {
  automatic: true,
  texts: {
    en: {
      subject: "Confirm your address for {{ desk }}",
      opening: "{{ by }} would like to add {{ address }} to their account.",
      body: "If that is you, open the link where you are signed in and confirm it: from then on requests from both addresses are in one place.\n\nIf it is not you, do nothing. The link alone gives nobody anything.",
      button: "Confirm the address",
      next: "The link works once, until {{ link.expires }}.",
      why: "You get this mail because this address was entered in the portal of {{ desk }}.",
    },
    es: {
      subject: "Confirme su dirección de {{ desk }}",
      opening: "{{ by }} quiere añadir {{ address }} a su cuenta.",
      body: "Si es usted, abra el enlace donde tenga la sesión iniciada y confírmelo: desde entonces, las solicitudes de ambas direcciones estarán en un solo lugar.\n\nSi no es usted, no haga nada. El enlace por sí solo no da nada a nadie.",
      button: "Confirmar la dirección",
      next: "El enlace sirve una sola vez, hasta el {{ link.expires }}.",
      why: "Recibe este mensaje porque esta dirección se ha indicado en el portal de {{ desk }}.",
    },
    "pt-BR": {
      subject: "Confirme seu endereço de {{ desk }}",
      opening: "{{ by }} quer adicionar {{ address }} à própria conta.",
      body: "Se for você, abra o link onde estiver conectado e confirme: a partir daí, as solicitações dos dois endereços ficam em um só lugar.\n\nSe não for você, não faça nada. O link sozinho não dá nada a ninguém.",
      button: "Confirmar o endereço",
      next: "O link vale uma única vez, até {{ link.expires }}.",
      why: "Você recebeu este e-mail porque este endereço foi informado no portal de {{ desk }}.",
    },
    ro: {
      subject: "Confirmați adresa pentru {{ desk }}",
      opening: "{{ by }} dorește să adauge {{ address }} la contul propriu.",
      body: "Dacă sunteți dumneavoastră, deschideți linkul acolo unde sunteți autentificat și confirmați: de atunci, solicitările de pe ambele adrese sunt într-un singur loc.\n\nDacă nu sunteți dumneavoastră, nu faceți nimic. Linkul singur nu dă nimănui nimic.",
      button: "Confirmați adresa",
      next: "Linkul funcționează o singură dată, până la {{ link.expires }}.",
      why: "Primiți acest mesaj pentru că această adresă a fost introdusă în portalul {{ desk }}.",
    },
  },
};
