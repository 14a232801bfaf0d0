package io.grampus.build.image;

import io.grampus.os.GrampusException;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The full name of an image: registry, repository, and tag or digest or both. Made from what people
 * write ({@code debian:12}) by the rules of the distribution project's reference grammar.
 *
 * @param registry host with optional port, {@code docker.io} where none was written
 * @param repository path below the registry, {@code library/debian} for {@code debian}
 * @param tag null only where a digest was written without a tag
 * @param digest null where none was written
 */
public record ImageReference(
    String registry, String repository, @Nullable String tag, @Nullable Digest digest) {

  /** The registry of names without one. */
  public static final String DEFAULT_REGISTRY = "docker.io";

  private static final String DEFAULT_TAG = "latest";
  private static final String OFFICIAL = "library/";
  private static final int MAXIMUM_NAME = 255;
  private static final String LABEL = "(?:[a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9-]*[a-zA-Z0-9])";
  private static final Pattern REGISTRY =
      Pattern.compile("(?:" + LABEL + "(?:\\." + LABEL + ")*|\\[[a-fA-F0-9:]+\\])(?::[0-9]{1,5})?");
  private static final String COMPONENT = "[a-z0-9]+(?:(?:\\.|_|__|-+)[a-z0-9]+)*";
  private static final Pattern REPOSITORY = Pattern.compile(COMPONENT + "(?:/" + COMPONENT + ")*");
  private static final Pattern TAG = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}");
  private static final Pattern BARE_ID = Pattern.compile("[0-9a-f]{64}");

  /** Checks every part against the grammar. */
  public ImageReference {
    check(REGISTRY, registry, "registry", registry + "/" + repository);
    check(REPOSITORY, repository, "repository", registry + "/" + repository);
    if (tag != null) {
      check(TAG, tag, "tag", registry + "/" + repository + ":" + tag);
    }
    if (registry.length() + 1 + repository.length() > MAXIMUM_NAME) {
      throw invalid(
          registry + "/" + repository, "the name has more than " + MAXIMUM_NAME + " characters");
    }
    if (tag == null && digest == null) {
      tag = DEFAULT_TAG;
    }
  }

  /**
   * Reads and completes a name as people write it.
   *
   * @throws GrampusException {@code image-name-invalid}, naming the part that is wrong
   */
  public static ImageReference parse(String text) {
    if (text.isEmpty()) {
      throw invalid(text, "it is empty");
    }
    if (BARE_ID.matcher(text).matches()) {
      throw invalid(text, "64 hexadecimal digits are an image id, not a name");
    }
    int at = text.indexOf('@');
    String named = at < 0 ? text : text.substring(0, at);
    Digest digest = at < 0 ? null : Digest.parse(text.substring(at + 1));
    int slash = named.indexOf('/');
    boolean hasRegistry = slash >= 0 && looksLikeRegistry(named.substring(0, slash));
    String registry = hasRegistry ? named.substring(0, slash) : DEFAULT_REGISTRY;
    String rest = hasRegistry ? named.substring(slash + 1) : named;
    int colon = rest.indexOf(':');
    String repository = colon < 0 ? rest : rest.substring(0, colon);
    String tag = colon < 0 ? null : rest.substring(colon + 1);
    refuseUpperCase(text, repository);
    // The same as the constructor does, but with the name as it was written.
    check(REGISTRY, registry, "registry", text);
    check(REPOSITORY, repository, "repository", text);
    if (tag != null) {
      check(TAG, tag, "tag", text);
    }
    if (registry.equals("index.docker.io")) {
      registry = DEFAULT_REGISTRY;
    }
    if (registry.equals(DEFAULT_REGISTRY) && !repository.contains("/")) {
      repository = OFFICIAL + repository;
    }
    return new ImageReference(registry, repository, tag, digest);
  }

  /** A first part is a registry if it has a dot or a port, is localhost, or has capitals. */
  private static boolean looksLikeRegistry(String first) {
    return first.contains(".")
        || first.contains(":")
        || first.equals("localhost")
        || !first.equals(first.toLowerCase(Locale.ROOT));
  }

  private static void refuseUpperCase(String text, String repository) {
    String lower = repository.toLowerCase(Locale.ROOT);
    if (!repository.equals(lower) && REPOSITORY.matcher(lower).matches()) {
      throw new GrampusException(
          "image-name-invalid",
          "\"" + text + "\" is not an image name: the repository must be lower case",
          "write " + text.replace(repository, lower));
    }
  }

  private static void check(Pattern pattern, String value, String part, String text) {
    if (!pattern.matcher(value).matches()) {
      throw invalid(text, "the " + part + " \"" + value + "\" is not allowed");
    }
  }

  private static GrampusException invalid(String text, String why) {
    return new GrampusException(
        "image-name-invalid",
        "\"" + text + "\" is not an image name: " + why,
        "a name looks like debian, debian:12, registry.example:5000/team/app:1.0 or"
            + " app@sha256:…");
  }

  /** Registry and repository, without tag and digest. */
  public String name() {
    return registry + "/" + repository;
  }

  /** The same name with another tag and no digest. */
  public ImageReference withTag(String changed) {
    return new ImageReference(registry, repository, changed, null);
  }

  /** The same repository at a digest, without a tag. */
  public ImageReference withDigest(Digest changed) {
    return new ImageReference(registry, repository, null, changed);
  }

  /** The name under which an image is kept: a digest says everything, so the tag beside it goes. */
  public ImageReference canonical() {
    return digest == null ? this : withDigest(digest);
  }

  /** Whether the registry is on this machine, where plain HTTP and self-made certificates do. */
  public boolean isLoopback() {
    String host = registry.replaceFirst(":[0-9]+$", "");
    return host.equals("localhost") || host.equals("[::1]") || host.matches("127(\\.[0-9]+){3}");
  }

  /** The form for people: {@code demo:latest} rather than {@code docker.io/library/demo:latest}. */
  public String familiar() {
    String path = name();
    if (registry.equals(DEFAULT_REGISTRY)) {
      path =
          repository.startsWith(OFFICIAL) && repository.indexOf('/') == repository.lastIndexOf('/')
              ? repository.substring(OFFICIAL.length())
              : repository;
    }
    return path + suffix();
  }

  /** The full form, which {@link #parse} reads back to an equal reference. */
  @Override
  public String toString() {
    return name() + suffix();
  }

  private String suffix() {
    return (tag == null ? "" : ":" + tag) + (digest == null ? "" : "@" + digest);
  }
}
