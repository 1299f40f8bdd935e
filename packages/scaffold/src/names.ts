import { UserError } from '@ballast/core';

/** A plugin's name as ids, classes, variables and headings spell it. */
export interface Names {
  /** `my-loss` */
  readonly id: string;
  /** `MyLoss` */
  readonly className: string;
  /** `myLoss` */
  readonly variable: string;
  /** `My loss` */
  readonly heading: string;
}

/** @param name Lower-case words joined by hyphens. @throws UserError for another form. */
export function namesOf(name: string): Names {
  if (!/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(name)) {
    throw new UserError({
      what: `"${name}" cannot be the name of a plugin.`,
      fix: 'Write lower-case words joined by hyphens, such as robust-loss.',
    });
  }
  const className = name.split('-').map(capitalise).join('');
  return {
    id: name,
    className,
    variable: className.charAt(0).toLowerCase() + className.slice(1),
    heading: capitalise(name.replaceAll('-', ' ')),
  };
}

/** A template's text with the names of the plugin that is made of it. */
export function named(template: string, names: Names): string {
  return template
    .replaceAll('template-name', names.id)
    .replaceAll('TemplateName', names.className)
    .replaceAll('templateName', names.variable)
    .replaceAll('Template name', names.heading);
}

function capitalise(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}
