package io.grampus.build.copy;

import io.grampus.os.GrampusException;

/** A user or group name that the image does not have. */
public final class AccountException extends GrampusException {
  private static final long serialVersionUID = 1L;

  private AccountException(String code, String message, String hint) {
    super(code, message, hint);
  }

  static AccountException noUser(String name) {
    return new AccountException(
        "user-not-found",
        "the image has no user \"" + name + "\" in /etc/passwd",
        "add the user in a RUN before, or write its number");
  }

  static AccountException noGroup(String name) {
    return new AccountException(
        "group-not-found",
        "the image has no group \"" + name + "\" in /etc/group",
        "add the group in a RUN before, or write its number");
  }

  /** The same under {@code --link}, which looks nothing up in the image. */
  public AccountException underLink() {
    return new AccountException(
        code(),
        getMessage() + ", for COPY --link does not look at the image",
        "write numbers, or leave out --link");
  }

  static AccountException outOfRange(String number) {
    return new AccountException(
        "user-not-found",
        "\"" + number + "\" is no user or group number",
        "numbers go from 0 to 4294967294");
  }
}
