import type { Letter } from "./letters.ts";

/** By what somebody signs in was changed: to who it concerns, so that a stranger's hand is noticed (OWASP ASVS 2.2.3). */
export const accessLetter: Letter = {
  automatic: true,
  texts: {
    en: {
      subject: "{% if what == 'password' %}Your password was changed{% elsif what == 'address-added' %}An address was added to your account{% elsif what == 'address-chosen' %}We now write to another address of yours{% elsif what == 'factor-added' %}A second step was added to your sign-in{% else %}A second step was taken off your sign-in{% endif %}",
      opening: "{% if what == 'password' %}The password of {{ address }} was changed.{% elsif what == 'address-added' %}{{ address }} is now one of your addresses, too.{% elsif what == 'address-chosen' %}From now on we write to you at {{ address }}.{% elsif what == 'factor-added' %}Signing in as {{ address }} now asks for a second step besides the password.{% else %}A second step was taken off the sign-in of {{ address }}.{% endif %}",
      body: "Was it you? Then all is well.\n\nIf not, choose a new password at once and end the places where you are signed in that you do not know.",
      button: "Check your account",
      next: "If you cannot get in, have a new password mailed to you on the sign-in page.",
      why: "You get this mail because the access to your account was changed.",
    },
    es: {
      subject: "{% if what == 'password' %}Su contraseña ha cambiado{% elsif what == 'address-added' %}Se añadió una dirección a su cuenta{% elsif what == 'address-chosen' %}Ahora le escribimos a otra de sus direcciones{% elsif what == 'factor-added' %}Se añadió un segundo paso a su acceso{% else %}Se quitó un segundo paso de su acceso{% endif %}",
      opening: "{% if what == 'password' %}Se ha cambiado la contraseña de {{ address }}.{% elsif what == 'address-added' %}{{ address }} ya es también una de sus direcciones.{% elsif what == 'address-chosen' %}Desde ahora le escribimos a {{ address }}.{% elsif what == 'factor-added' %}Para entrar como {{ address }} se pide ahora un segundo paso además de la contraseña.{% else %}Se ha quitado un segundo paso del acceso de {{ address }}.{% endif %}",
      body: "¿Fue usted? Entonces todo está bien.\n\nSi no, elija enseguida otra contraseña y cierre las sesiones que no reconozca.",
      button: "Revisar su cuenta",
      next: "Si no puede entrar, pida una contraseña nueva en la página de inicio de sesión.",
      why: "Recibe este mensaje porque ha cambiado el acceso a su cuenta.",
    },
    "pt-BR": {
      subject: "{% if what == 'password' %}Sua senha foi alterada{% elsif what == 'address-added' %}Um endereço foi adicionado à sua conta{% elsif what == 'address-chosen' %}Agora escrevemos para outro endereço seu{% elsif what == 'factor-added' %}Uma segunda etapa foi adicionada à sua entrada{% else %}Uma segunda etapa foi removida da sua entrada{% endif %}",
      opening: "{% if what == 'password' %}A senha de {{ address }} foi alterada.{% elsif what == 'address-added' %}{{ address }} agora também é um dos seus endereços.{% elsif what == 'address-chosen' %}A partir de agora escrevemos para {{ address }}.{% elsif what == 'factor-added' %}Para entrar como {{ address }}, agora é pedida uma segunda etapa além da senha.{% else %}Uma segunda etapa foi removida da entrada de {{ address }}.{% endif %}",
      body: "Foi você? Então está tudo certo.\n\nSe não foi, escolha já outra senha e encerre as sessões que não reconhecer.",
      button: "Conferir sua conta",
      next: "Se não conseguir entrar, peça uma nova senha na página de entrada.",
      why: "Você recebeu este e-mail porque o acesso à sua conta foi alterado.",
    },
    ro: {
      subject: "{% if what == 'password' %}Parola dumneavoastră a fost schimbată{% elsif what == 'address-added' %}O adresă a fost adăugată la contul dumneavoastră{% elsif what == 'address-chosen' %}Vă scriem acum la altă adresă{% elsif what == 'factor-added' %}La autentificare s-a adăugat un al doilea pas{% else %}De la autentificare s-a scos un al doilea pas{% endif %}",
      opening: "{% if what == 'password' %}Parola adresei {{ address }} a fost schimbată.{% elsif what == 'address-added' %}{{ address }} este acum și ea una dintre adresele dumneavoastră.{% elsif what == 'address-chosen' %}De acum vă scriem la {{ address }}.{% elsif what == 'factor-added' %}Autentificarea ca {{ address }} cere acum un al doilea pas pe lângă parolă.{% else %}De la autentificarea ca {{ address }} s-a scos un al doilea pas.{% endif %}",
      body: "Ați fost dumneavoastră? Atunci totul este în regulă.\n\nDacă nu, alegeți imediat altă parolă și încheiați sesiunile pe care nu le recunoașteți.",
      button: "Verificați contul",
      next: "Dacă nu puteți intra, cereți o parolă nouă pe pagina de autentificare.",
      why: "Primiți acest mesaj pentru că accesul la contul dumneavoastră a fost schimbat.",
    },
  },
};
