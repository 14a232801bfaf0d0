package io.grampus.os;

/** Whether something can be used here, and if not, why not and what would change that. */
public sealed interface Availability {
  /** It can be used. */
  record Available() implements Availability {}

  /**
   * It cannot.
   *
   * @param cause what was tried and how it failed
   * @param hint the setting or package that would change it
   */
  record Unavailable(String cause, String hint) implements Availability {}

  /** It can be used. */
  static Availability available() {
    return new Available();
  }

  /** It cannot, for that reason. */
  static Availability unavailable(String cause, String hint) {
    return new Unavailable(cause, hint);
  }

  /** Whether it can be used. */
  default boolean isAvailable() {
    return this instanceof Available;
  }
}
