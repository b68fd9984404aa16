import { TripCreate, type TripView, type TripCreateInput } from '@ensemble/shared/agenda/trip.schema';
import { z } from 'zod';

/** What stands in the fields of a trip's form. */
export interface TripValues {
  title: string;
  citySlug: string;
  from: string | null;
  to: string | null;
  pax: number;
  notes: string;
  travellers: TravellerValues[];
}

export interface TravellerValues {
  /** Of this page alone. */
  key: number;
  name: string;
  email: string;
  phone: string;
  notes: string;
}

export const newTraveller = (travellers: readonly TravellerValues[]): TravellerValues => ({
  key: Math.max(0, ...travellers.map(({ key }) => key)) + 1,
  name: '',
  email: '',
  phone: '',
  notes: '',
});

export const newTrip = (citySlug: string): TripValues => ({
  title: '',
  citySlug,
  from: null,
  to: null,
  pax: 12,
  notes: '',
  travellers: [],
});

export const tripValues = (trip: TripView): TripValues => ({
  title: trip.title,
  citySlug: trip.citySlug,
  from: trip.from,
  to: trip.to,
  pax: trip.pax,
  notes: notesOf(trip),
  travellers: trip.travellers.map(({ name, email, phone, notes }, key) => ({
    key,
    name,
    email: email ?? '',
    phone: phone ?? '',
    notes,
  })),
});

/** Free words of the planner, kept in the trip's open record. */
export function notesOf({ data }: Pick<TripView, 'data'>): string {
  const notes = data['notes'];
  return typeof notes === 'string' ? notes : '';
}

/** The form as it is sent; `data` keeps what others put there. Paths of complaints are those of the form's fields. */
export const tripSchema = (data: Readonly<Record<string, unknown>> = {}) =>
  z
    .custom<TripValues>()
    .transform(({ notes, from, to, travellers, ...fields }): TripCreateInput => ({
      ...fields,
      from: from ?? '',
      to: to ?? '',
      travellers: travellers.map(({ name, email, phone, notes: said }) => ({
        name,
        email: email.trim() === '' ? null : email.trim(),
        phone: phone.trim() === '' ? null : phone,
        notes: said,
      })),
      data: { ...data, notes: notes.trim() },
    }))
    .pipe(TripCreate);

/** As the form would send the trip unchanged. */
export const fieldsOfTrip = ({
  title,
  citySlug,
  from,
  to,
  pax,
  travellers,
  data,
}: TripView): TripCreateInput => ({
  title,
  citySlug,
  from,
  to,
  pax,
  travellers,
  data: { ...data, notes: notesOf({ data }) },
});
