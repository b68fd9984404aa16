import nodemailer from 'nodemailer';
import type { Log } from '../log.ts';

export interface Mail {
  to: string;
  subject: string;
  text: string;
}

/** Port for outgoing mail. A promise that is fulfilled means the mail was handed over. */
export interface Mailer {
  send(mail: Mail): Promise<void>;
}

/** Without SMTP_URL there is nowhere to send to: the mail, link and all, is written to the log for whoever runs this. */
export function createMailer(options: { smtpUrl: string | undefined; from: string; log: Log }): Mailer {
  const { smtpUrl, from, log } = options;
  if (smtpUrl === undefined) {
    return {
      send: (mail) => {
        log.warn(
          { subject: mail.subject, text: mail.text },
          'no SMTP_URL: mail not sent, written here instead',
        );
        return Promise.resolve();
      },
    };
  }
  const transport = nodemailer.createTransport(smtpUrl, { from });
  return {
    send: async (mail) => {
      await transport.sendMail(mail);
    },
  };
}
