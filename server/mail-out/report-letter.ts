import type { Letter } from "./letters.ts";

const body = "{% for line in lines %}- {{ line }}\n{% endfor %}";

/** R13: the figures that somebody has mailed to them. */
export const reportLetter: Letter = {
  automatic: true,
  texts: {
    en: {
      subject: "Figures of {{ desk }}: {{ what }}",
      opening: "The figures of {{ what }}:",
      body,
      button: "Open the report",
      next: "All figures are attached as tables. Each one opens its tickets in the report.",
      why: "You get this mail because you asked for it. You can stop it in the report.",
    },
    es: {
      subject: "Datos de {{ desk }}: {{ what }}",
      opening: "Los datos del periodo {{ what }}:",
      body,
      button: "Abrir el informe",
      next: "Todos los datos van adjuntos en tablas. En el informe, cada uno abre sus tickets.",
      why: "Recibe este mensaje porque lo ha pedido. Puede dejar de recibirlo desde el informe.",
    },
    "pt-BR": {
      subject: "Indicadores de {{ desk }}: {{ what }}",
      opening: "Os indicadores do período {{ what }}:",
      body,
      button: "Abrir o relatório",
      next: "Todos os indicadores estão anexados em tabelas. No relatório, cada um abre os seus chamados.",
      why: "Você recebeu este e-mail porque o pediu. Pode cancelar no relatório.",
    },
    ro: {
      subject: "Indicatorii departamentului {{ desk }}: {{ what }}",
      opening: "Indicatorii pentru {{ what }}:",
      body,
      button: "Deschideți raportul",
      next: "Toți indicatorii sunt atașați ca tabele. În raport, fiecare își deschide tichetele.",
      why: "Primiți acest mesaj pentru că l-ați cerut. Îl puteți opri din raport.",
    },
  },
};
