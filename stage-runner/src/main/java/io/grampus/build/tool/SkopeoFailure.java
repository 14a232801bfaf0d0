package io.grampus.build.tool;

import static java.util.stream.Collectors.joining;

import io.grampus.os.GrampusException;
import java.util.Arrays;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Turns what skopeo says on its standard error into a failure that the user can act on. */
enum SkopeoFailure {
  FULL(
      "store-full",
      "there is no space left for the image",
      "free some space with \"grampus prune\", or set GRAMPUS_ROOT to another file system",
      "no space left on device",
      "disk quota exceeded"),
  RATE_LIMIT(
      "registry-rate-limit",
      "the registry refuses more requests for now",
      "wait, log in, or use a mirror",
      "toomanyrequests",
      "429 too many requests"),
  TLS(
      "registry-tls",
      "no trusted HTTPS connection to the registry",
      "install the registry's certificate on this machine, or give --tls-verify=false for a"
          + " registry you trust",
      "x509:",
      "server gave http response to https client",
      "tls: ",
      "certificate"),
  UNAUTHORIZED(
      "registry-unauthorized",
      "the registry denies access to the image",
      "check the name (a registry often says the same of an image that does not exist), or log in"
          + " with \"grampus login\"",
      "unauthorized",
      "authentication required",
      "access to the resource is denied",
      "insufficient_scope",
      "invalid username/password",
      "403 (forbidden)",
      "403 forbidden"),
  OTHER_PLATFORM(
      "image-other-platform",
      "the image does not exist for this platform",
      "name a platform that the image has with --platform",
      "no image found in manifest list",
      "no image found in image index",
      "choosing an image from manifest list"),
  UNREACHABLE(
      "registry-unreachable",
      "the registry cannot be reached",
      "check the network, HTTPS_PROXY and the registry's name; without a network, bring the image"
          + " with \"grampus load\" or \"grampus import\"",
      "no such host",
      "connection refused",
      "connection reset",
      "i/o timeout",
      "timeout",
      "network is unreachable",
      "no route to host",
      "server misbehaving",
      "proxyconnect",
      "eof",
      "pinging container registry"),
  NOT_FOUND(
      "image-not-found",
      "there is no such image",
      "check the name and the tag",
      "manifest unknown",
      "name unknown",
      "name_unknown",
      "manifest_unknown",
      "not found",
      "does not exist"),
  LOCAL(
      "output-not-writable",
      "the file or directory cannot be used",
      "choose another place that you may write to",
      "permission denied",
      "no such file or directory",
      "read-only file system",
      "is a directory",
      "not a directory",
      "doesn't support modifying existing images"),
  OTHER("skopeo-failed", "skopeo failed", "the words after the colon are skopeo's own");

  private static final Pattern FATAL =
      Pattern.compile("level=fatal msg=\"((?:[^\"\\\\]|\\\\.)*)\"");

  private final String code;
  private final String summary;
  private final String hint;
  private final Pattern symptoms;

  SkopeoFailure(String code, String summary, String hint, String... symptoms) {
    this.code = code;
    this.summary = summary;
    this.hint = hint;
    this.symptoms =
        Pattern.compile(Arrays.stream(symptoms).map(Pattern::quote).collect(joining("|")));
  }

  static GrampusException of(ImageLocation place, String errors) {
    return of(place.argument(), errors);
  }

  private static GrampusException of(String place, String errors) {
    String words = words(errors);
    SkopeoFailure failure = classify(words);
    String message = place + ": " + failure.summary + ": " + words;
    return new GrampusException(failure.code, message, failure.hint);
  }

  /** Why nobody could log in to a registry, or out of it. */
  static GrampusException ofLogin(String registry, String errors) {
    String words = words(errors);
    return classify(words) == UNAUTHORIZED
        ? new GrampusException(
            UNAUTHORIZED.code,
            registry + " does not accept the user name or the password: " + words,
            "check both; some registries want a token in the password's place")
        : of(registry, errors);
  }

  /** The first kind with a symptom in the text; their order resolves texts with several. */
  static SkopeoFailure classify(String words) {
    String text = words.toLowerCase(Locale.ROOT);
    for (SkopeoFailure failure : values()) {
      if (failure == OTHER || failure.symptoms.matcher(text).find()) {
        return failure;
      }
    }
    throw new IllegalStateException("the last kind matches everything");
  }

  private static String words(String errors) {
    Matcher matcher = FATAL.matcher(errors);
    String last = "";
    while (matcher.find()) {
      last = matcher.group(1).replace("\\\"", "\"").replace("\\n", " ");
    }
    String[] lines = errors.strip().split("\n", -1);
    return last.isEmpty() ? lines[lines.length - 1] : last;
  }
}
