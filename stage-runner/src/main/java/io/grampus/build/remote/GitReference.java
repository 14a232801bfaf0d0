package io.grampus.build.remote;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What of a git repository is wanted.
 *
 * @param remote what git is given to reach the repository
 * @param ref a branch, a tag, a full name below refs/ or a commit; empty for the default branch
 * @param checksum the commit that it must be, or its beginning; or null
 * @param directory the directory of the repository that is wanted, empty for all
 * @param keepGitDir whether .git is kept
 * @param submodules whether submodules are fetched too
 */
public record GitReference(
    String remote,
    String ref,
    @Nullable String checksum,
    String directory,
    boolean keepGitDir,
    boolean submodules) {
  private static final Pattern PROTOCOL = Pattern.compile("([A-Za-z0-9]+)://.*");
  private static final Pattern SCP =
      Pattern.compile("([A-Za-z0-9_-]+@[A-Za-z0-9.-]+:[^?#]*)(?:\\?([^#]*))?(?:#(.*))?");
  private static final Pattern COMMIT = Pattern.compile("[0-9a-f]{40}|[0-9a-f]{64}");
  private static final String SHORTHAND = "github.com/";

  /**
   * The reference that a source of ADD, or a context, is; empty if it is something else.
   *
   * @throws RemoteException {@code remote-source-invalid} for one that is malformed
   */
  public static Optional<GitReference> parse(String text) {
    Matcher scp = SCP.matcher(text);
    if (scp.matches()) {
      return Optional.of(of(text, scp.group(1), scp.group(2), scp.group(3)));
    }
    Matcher protocol = PROTOCOL.matcher(text);
    if (!protocol.matches()) {
      return Optional.empty();
    }
    return switch (protocol.group(1).toLowerCase(Locale.ROOT)) {
      case "git", "ssh" -> Optional.of(ofUrl(text));
      case "http", "https" ->
          withoutTail(text).endsWith(".git") ? Optional.of(ofUrl(text)) : Optional.empty();
      default -> Optional.empty();
    };
  }

  /** As {@link #parse}, and {@code github.com/…} without a scheme is one, too. */
  public static Optional<GitReference> parseContext(String text) {
    return text.startsWith(SHORTHAND) ? Optional.of(ofUrl("https://" + text)) : parse(text);
  }

  private static String withoutTail(String url) {
    return url.replaceFirst("[?#].*", "");
  }

  private static GitReference ofUrl(String url) {
    try {
      URI parsed = new URI(url);
      if (parsed.getAuthority() == null) {
        throw RemoteException.invalid(url, "no host");
      }
      return of(url, withoutTail(url), parsed.getQuery(), parsed.getFragment());
    } catch (URISyntaxException e) {
      throw RemoteException.invalid(url, String.valueOf(e.getReason()));
    }
  }

  private static GitReference of(
      String text, String remote, @Nullable String query, @Nullable String fragment) {
    if (remote.startsWith("-")) {
      throw RemoteException.invalid(text, "begins with a dash");
    }
    return new GitReferenceReader(text, remote).read(query, fragment);
  }

  /**
   * The reference with what the flags of ADD say.
   *
   * @param keepGitDirFlag null where the flag is absent
   * @param checksumFlag null where the flag is absent
   * @throws RemoteException where they contradict the source itself
   */
  public GitReference with(@Nullable Boolean keepGitDirFlag, @Nullable String checksumFlag) {
    String expected = checksumFlag == null ? checksum : checksumFlag;
    if (checksum != null && !checksum.equals(expected)) {
      throw RemoteException.invalid(
          shown(), "checksum mismatch \"" + checksumFlag + "\" != \"" + checksum + "\"");
    }
    if (expected != null && !expected.matches("[0-9a-f]{7,64}")) {
      throw RemoteException.invalid(expected, "the checksum of a git source is a commit");
    }
    boolean keep = keepGitDir || Boolean.TRUE.equals(keepGitDirFlag);
    String wanted = ref.isEmpty() && expected != null && isCommit(expected) ? expected : ref;
    return new GitReference(remote, wanted, expected, directory, keep, submodules);
  }

  /** Whether the ref is a whole commit id, which needs no look-up. */
  boolean isCommit() {
    return isCommit(ref);
  }

  static boolean isCommit(String text) {
    return COMMIT.matcher(text).matches();
  }

  /** The repository and the ref without a password, for messages. */
  public String shown() {
    return Credentials.hidden(remote) + (ref.isEmpty() ? "" : "#" + ref);
  }
}
