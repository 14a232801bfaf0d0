package io.grampus.build.remote;

import java.net.URI;
import java.net.URISyntaxException;

/**
 * A file behind an http or https URL.
 *
 * @param address where it is, without a fragment
 * @param name what it is called: the last part of the URL's path
 */
public record RemoteFile(URI address, String name) {
  /** What BuildKit calls a file whose URL has no path. */
  private static final String UNNAMED = "__unnamed__";

  /**
   * Reads a URL.
   *
   * @throws RemoteException {@code remote-source-invalid}
   */
  public static RemoteFile of(String url) {
    try {
      URI address = new URI(url);
      String scheme = address.getScheme();
      if (!("http".equals(scheme) || "https".equals(scheme)) || address.getHost() == null) {
        throw RemoteException.invalid(url, "no http or https URL with a host");
      }
      return new RemoteFile(withoutFragment(address), name(address.getPath()));
    } catch (URISyntaxException e) {
      throw RemoteException.invalid(url, String.valueOf(e.getReason()));
    }
  }

  private static URI withoutFragment(URI address) throws URISyntaxException {
    String text = address.toString();
    int hash = text.indexOf('#');
    return hash < 0 ? address : new URI(text.substring(0, hash));
  }

  private static String name(String path) {
    String trimmed = path.replaceAll("/+$", "");
    String name = trimmed.substring(trimmed.lastIndexOf('/') + 1);
    return name.isEmpty() || name.equals(".") || name.equals("..") || name.indexOf('\0') >= 0
        ? UNNAMED
        : name;
  }

  /** The URL without a password, for messages. */
  public String shown() {
    return Credentials.hidden(address.toString());
  }
}
