package io.grampus.build.remote;

/** Keeps what stands before the host of a URL out of messages. */
final class Credentials {
  private Credentials() {}

  static String hidden(String url) {
    return url.replaceFirst("^([A-Za-z0-9]+://)[^/@]*@", "$1xxxxx@");
  }
}
