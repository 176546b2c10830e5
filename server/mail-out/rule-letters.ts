import type { Letter } from "./letters.ts";

/** R3: a rule that floods was switched off, and whoever made it learns so. */
export const ruleLetters: Record<"rule-stopped", Letter> = {
  "rule-stopped": {
    automatic: true,
    texts: {
      en: {
        subject: "We switched off the rule “{{ rule }}”",
        opening: "The rule “{{ rule }}” of {{ desk }} was about to send more than 100 mails a minute to {{ address }}. It is switched off and does nothing until somebody switches it on again.",
        button: "See the rule",
        next: "Look at its last runs, change what it follows or whom it writes to, and switch it on again.",
        why: "You get this mail because you changed this rule last.",
      },
      es: {
        subject: "Hemos desactivado la regla «{{ rule }}»",
        opening: "La regla «{{ rule }}» de {{ desk }} iba a enviar más de 100 correos por minuto a {{ address }}. Está desactivada y no hará nada hasta que alguien la vuelva a activar.",
        button: "Ver la regla",
        next: "Revise sus últimas ejecuciones, cambie a qué reacciona o a quién escribe, y actívela de nuevo.",
        why: "Recibe este mensaje porque fue la última persona que modificó esta regla.",
      },
      "pt-BR": {
        subject: "Desativamos a regra “{{ rule }}”",
        opening: "A regra “{{ rule }}” de {{ desk }} ia enviar mais de 100 e-mails por minuto para {{ address }}. Ela está desativada e não faz nada até que alguém a ative de novo.",
        button: "Ver a regra",
        next: "Veja as últimas execuções, mude a que ela reage ou para quem escreve, e ative-a de novo.",
        why: "Você recebeu este e-mail porque foi a última pessoa a mudar esta regra.",
      },
      ro: {
        subject: "Am oprit regula „{{ rule }}”",
        opening: "Regula „{{ rule }}” de la {{ desk }} urma să trimită peste 100 de e-mailuri pe minut către {{ address }}. Este oprită și nu face nimic până când o pornește cineva din nou.",
        button: "Vedeți regula",
        next: "Uitați-vă la ultimele execuții, schimbați la ce reacționează sau cui îi scrie și porniți-o din nou.",
        why: "Primiți acest mesaj pentru că dumneavoastră ați modificat ultima dată această regulă.",
      },
    },
  },
};
