// Made from foundation/metrics/metrics.yaml by `npm run golden`; the declaration is the place to edit.
export const DECLARED = {
  process_start_time_seconds: {"type":"gauge","help":"Unix time in seconds when the process started.","labels":{}},
  process_cpu_seconds_total: {"type":"counter","help":"Seconds of processor time that the process used.","labels":{}},
  process_resident_memory_bytes: {"type":"gauge","help":"Memory of the process in bytes.","labels":{}},
  process_open_fds: {"type":"gauge","help":"Open file descriptors; absent where the system does not tell.","labels":{}},
  nodejs_heap_size_total_bytes: {"type":"gauge","help":"Bytes of V8's heap.","labels":{}},
  nodejs_heap_size_used_bytes: {"type":"gauge","help":"Bytes of V8's heap that are in use.","labels":{}},
  nodejs_external_memory_bytes: {"type":"gauge","help":"Bytes outside V8's heap that its objects hold, buffers above all.","labels":{}},
  nodejs_active_resources: {"type":"gauge","help":"What keeps the event loop alive, by type.","labels":{"type":"any"}},
  nodejs_gc_duration_seconds: {"type":"histogram","help":"Seconds that one garbage collection took.","labels":{"kind":["major","minor","incremental","weakcb"]},"buckets":[0.001,0.01,0.1,1,2,5]},
  nodejs_eventloop_delay_seconds: {"type":"histogram","help":"Seconds that something waits for the event loop, measured for something that comes every 20 ms.","labels":{},"buckets":[0.001,0.005,0.01,0.025,0.05,0.1,0.25,0.5,1,5]},
  nodejs_version_info: {"type":"gauge","help":"1, with the version of Node.","labels":{"version":"any"}},
} as const;
