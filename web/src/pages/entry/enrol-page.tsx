import { useQuery } from '@tanstack/react-query';
import { Navigate, useNavigate, useSearch } from '@tanstack/react-router';
import { useRef } from 'react';
import { sessionQuery } from '../../api/queries.ts';
import { Enrolment } from './enrolment.tsx';
import { safePath } from './safe-path.ts';

/** Where a session goes that may only set up its second factor. */
export function EnrolPage() {
  const navigate = useNavigate();
  const { next } = useSearch({ from: '/enrol' });
  const session = useQuery(sessionQuery).data;
  // While the recovery codes are shown the session is done already, but the person is not.
  const began = useRef(false);
  if (!session) return null;
  if (!session.user) return <Navigate to="/sign-in" search={next ? { next } : {}} />;
  if (session.mfa === 'enrol') began.current = true;
  if (!began.current) return <Navigate to="/" />;
  return <Enrolment onDone={() => void navigate({ href: safePath(next) })} />;
}
