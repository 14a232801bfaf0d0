package io.grampus.sandbox.emulation;

/**
 * What the handlers of one thread share, memory included.
 *
 * @param calls makes calls on files with the rights of the sandbox's root
 * @param root where the sandbox's files are
 * @param owners finds and notes the owners of files
 * @param kept attributes that files cannot carry
 * @param inspector looks at files for the handlers themselves
 * @param credentials reads and writes those of processes
 */
record HandlerParts(
    RootCalls calls,
    RootView root,
    OwnerNotes owners,
    KeptAttributes kept,
    FileInspector inspector,
    CredentialTable.Access credentials) {

  /** The parts for one thread more of a sandbox. */
  static HandlerParts of(
      RootCalls calls,
      RootView root,
      IdMap ids,
      SandboxOwners owners,
      CredentialTable credentials) {
    OwnerNotes notes = new OwnerNotes(calls, ids, owners);
    KeptAttributes kept = new KeptAttributes(calls, owners);
    FileInspector inspector = new FileInspector(calls.plain(), notes, kept);
    return new HandlerParts(
        calls, root, notes, kept, inspector, credentials.new Access(calls.plain()));
  }
}
