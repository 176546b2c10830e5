/** Rows of keyboards and alphabets that passwords are walked along. */
export const keyboardRows = [
  "01234567890",
  "abcdefghijklmnopqrstuvwxyz",
  "qwertyuiop",
  "asdfghjkl",
  "zxcvbnm",
  "qwertzuiop",
  "yxcvbnm",
  "azertyuiop",
  "qsdfghjklm",
  "asdfghjklñ",
  "1q2w3e4r5t6y7u8i9o0p",
  "1qaz2wsx3edc4rfv5tgb6yhn7ujm",
  "qazwsxedcrfvtgbyhnujm",
  "1qazxsw23edcvfr4",
  "zaq12wsx",
] as const;

/** Words that lists of leaked passwords are full of, in our readers' languages, without accents; what stands around them does not help. */
export const commonWords: ReadonlySet<string> = new Set(
  `
password passwort contrasena clave claveclave parola parolamea senha senhasenha passw0rd passwd pass secret secreto segredo secreta
admin administrator administrador administrare root user usuario usuaria utilizador utilizator guest invitado convidado test tester testing prueba teste
welcome bienvenido bienvenida bienvenidos bemvindo bemvinda bunvenit hello hola holahola salut salutare ola letmein dejameentrar entrar login signin acceso acesso
changeme cambiame cambiar mudar schimba default temporal temporary temporario provisorio provizoriu initial inicial secretpassword mypassword
iloveyou teamo teamomucho tequiero tequieromucho teiubesc euteamo amor amormio amorcito meuamor dragoste iubire iubita iubitu love loveyou lovely babygirl
sunshine princess princesa printesa princesinha superman batman spiderman pokemon naruto starwars dragon monkey shadow master killer hunter ranger
football futbol futebol fotbal baseball basketball soccer hockey barcelona realmadrid madrid sevilla juventus liverpool arsenal chelsea steaua dinamo flamengo corinthians palmeiras saopaulo santos gremio boca bocajuniors riverplate america chivas cruzazul
summer winter spring autumn verano invierno primavera otono verao inverno outono vara iarna toamna
monday friday lunes viernes segunda sexta luni vineri january enero janeiro ianuarie december diciembre dezembro decembrie
computer computadora ordenador computador calculator internet google facebook instagram youtube twitter whatsapp microsoft windows samsung iphone android apple
company empresa companie office oficina escritorio birou support soporte suporte suport helpdesk ventanilla ticket tickets hotel hotels hoteles ventas vendas vanzari reservas rezervari
mexico espana spain argentina colombia chile peru brasil brazil portugal romania bucuresti romanul lisboa london paris
michael jennifer jessica ashley charlie thomas jordan daniel andrew andrea andreea alejandro alejandra fernando fernanda francisco guadalupe valentina sebastian santiago alexandra alexandru cristina cristian cristiano gabriel gabriela mihaela ionela florin
estrella estrellita mariposa chocolate corazon bonita hermosa angelito angeles tesoro preciosa familia family familie felicidad felicidade libertad liberdade libertate jesus jesuscristo jesuscristoesmisenor dios diosesamor deus deuseamor deusefiel dumnezeu doamne
trustno flower cheese cookie pepper ginger buster tigger killer snoopy mustang harley ferrari porsche mercedes yamaha corvette phoenix diamond freedom forever whatever nothing nopassword qwerty qwertyuiop azerty asdfgh zxcvbn abcdef abcabc
correcthorsebatterystaple security seguridad seguranca securitate access private privado admin administrador manager gerente director supervisor
`
    .trim()
    .split(/\s+/),
);
