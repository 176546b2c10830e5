/** Addresses of the icons that a notification shows: put in by the build, which names them by their content. */
declare const __ICON__: string;
declare const __BADGE__: string;
