import { html, trusted, type Html } from './html.ts';

export interface Page {
  readonly title: string;
  readonly style: string;
  readonly body: Html;
  /** Code of our own; without it the page may run none. */
  readonly script?: string | undefined;
}

/** An HTML file of its own, light and dark, that asks the network for nothing: only what the file brings is let in. */
export function renderPage({ title, style, body, script }: Page): string {
  const allowed = ["default-src 'none'", "style-src 'unsafe-inline'", 'img-src data:'];
  const contentPolicy = [...allowed, ...(script === undefined ? [] : ["script-src 'unsafe-inline'"])].join('; ');
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <meta http-equiv="Content-Security-Policy" content="${contentPolicy}" />
        <title>${title}</title>
        <style>
          ${trusted(style)}
        </style>
      </head>
      <body>
        ${body}
        ${
          script === undefined
            ? undefined
            : html`<script>
                ${trusted(script)};
              </script>`
        }
      </body>
    </html> `.markup;
}
