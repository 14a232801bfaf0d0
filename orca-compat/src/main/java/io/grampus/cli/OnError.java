package io.grampus.cli;

/** What is done where a command of a build fails. */
enum OnError {
  FAIL,
  SHELL;

  /** Reads the value of --on-error. */
  static final class Converter extends WordConverter<OnError> {
    Converter() {
      super("way to go on", OnError.values());
    }
  }
}
