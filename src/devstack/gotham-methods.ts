import type { ExampleMethod } from './example-methods.ts';

/** What the services of the sequences that ship would answer. Slow enough that a status line can be read. */
export const gothamMethods: readonly ExampleMethod[] = [
  {
    service: 'batcode-ms-batcave',
    method: 'api/v1/Batmobile/Diagnostics',
    verb: 'GET',
    latencyMs: 600,
    answer: ({ FuelLevel = 80, SystemCheck = 'full' }) => ({ FuelLevel, SystemCheck, ExitCode: 'NW-3' }),
  },
  {
    service: 'batcode-ms-batcave',
    method: 'api/v1/Sweeps',
    latencyMs: 800,
    answer: ({ LockedZones = [] }) => ({ SweptZones: LockedZones, Intruders: 0 }),
  },
  {
    service: 'batcode-ms-security',
    method: 'api/v1/Batcave/Exit',
    latencyMs: 500,
    answer: ({ ExitCode = '' }) => ({ ExitOpen: true, OpenedWith: ExitCode }),
  },
  {
    service: 'batcode-ms-security',
    method: 'api/v1/Manor/Lock',
    latencyMs: 500,
    answer: ({ Zones = [] }) => ({ LockedZones: Zones }),
  },
  {
    service: 'batcode-ms-security',
    method: 'api/v1/Reports',
    latencyMs: 300,
    answer: ({ Intruders = 0 }) => ({ ReportId: 'R-1', Calm: Intruders === 0 }),
  },
  {
    service: 'batcode-ms-batmobile',
    method: 'api/v1/Stealth/Activate',
    latencyMs: 400,
    answer: ({ StealthMode = 'silent' }) => ({ Stealth: StealthMode }),
  },
  {
    service: 'batcode-ms-batmobile',
    method: 'api/v1/Navigate',
    latencyMs: 900,
    answer: ({ Destination = 'Gotham City' }) => ({ VehicleID: 'BM-1', Destination, MinutesAway: 7 }),
  },
  {
    service: 'batcode-ms-intel',
    method: 'api/v1/Tracking/Confirm',
    verb: 'GET',
    latencyMs: 500,
    answer: ({ VehicleID = '' }) => ({ Tracked: VehicleID, Arrived: true }),
  },
  {
    service: 'batcode-ms-intel',
    method: 'api/v1/Villains/Locate',
    verb: 'GET',
    latencyMs: 500,
    answer: ({ Villain = 'Joker' }) => ({ Villain, Location: 'Gotham Docks' }),
  },
  {
    service: 'batcode-ms-batsignal',
    method: 'api/v1/Signal/Light',
    latencyMs: 300,
    answer: () => ({ SignalId: 'S-7', Lit: false }),
  },
  {
    service: 'batcode-ms-batsignal',
    method: 'api/v1/Signal/Status',
    verb: 'GET',
    latencyMs: 300,
    answer: ({ SignalId = '' }) => ({ SignalId, Lit: SignalId !== '' }),
  },
  {
    service: 'batcode-ms-batsignal',
    method: 'api/v1/Alerts',
    latencyMs: 400,
    answer: ({ Location = '' }) => ({ Acknowledged: true, Heading: Location }),
  },
  {
    service: 'batcode-ms-waynetech',
    method: 'api/v1/Defences',
    verb: 'PUT',
    latencyMs: 500,
    answer: ({ Level = 1 }) => ({ Armed: true, ArmedLevel: Level }),
  },
];
