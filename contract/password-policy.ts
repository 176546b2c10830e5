/**
 * The policy of a desk that brings none of its own: length is what guessing costs (NIST SP 800-63B); common ones are refused
 * besides. Apart from `auth.ts`, since the configuration is read before anything else is loaded.
 */
export const defaultPasswordPolicy = { minLength: 10, minDigits: 0 };
