package io.grampus.build.remote;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Chooses the proxy that http_proxy, https_proxy and no_proxy name, in either case. */
final class ProxySettings extends ProxySelector {
  private static final int USUAL_PORT = 80;

  private final Map<String, String> environment;

  ProxySettings(Map<String, String> environment) {
    this.environment = environment;
  }

  @Override
  public List<Proxy> select(URI uri) {
    String host = uri.getHost();
    String setting = setting(uri.getScheme() + "_proxy");
    if (host == null || setting.isEmpty() || isDirect(host.toLowerCase(Locale.ROOT))) {
      return List.of(Proxy.NO_PROXY);
    }
    InetSocketAddress address = address(setting);
    return List.of(address == null ? Proxy.NO_PROXY : new Proxy(Proxy.Type.HTTP, address));
  }

  private String setting(String name) {
    String lower = environment.getOrDefault(name, "");
    return lower.isEmpty() ? environment.getOrDefault(name.toUpperCase(Locale.ROOT), "") : lower;
  }

  private static @Nullable InetSocketAddress address(String setting) {
    try {
      URI proxy = URI.create(setting.contains("://") ? setting : "http://" + setting);
      return proxy.getHost() == null
          ? null
          : InetSocketAddress.createUnresolved(
              proxy.getHost(), proxy.getPort() < 0 ? USUAL_PORT : proxy.getPort());
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  /** Go's programs, too, never ask a proxy for what is on this machine. */
  private boolean isDirect(String host) {
    if (host.equals("localhost") || host.startsWith("127.") || host.equals("[::1]")) {
      return true;
    }
    for (String word : setting("no_proxy").split(",", -1)) {
      String pattern = word.strip().toLowerCase(Locale.ROOT).replaceFirst("^\\*?\\.", "");
      boolean matches = host.equals(pattern) || host.endsWith("." + pattern);
      if (pattern.equals("*") || (!pattern.isEmpty() && matches)) {
        return true;
      }
    }
    return false;
  }

  @Override
  public void connectFailed(URI uri, SocketAddress address, IOException failure) {
    // The failed request tells it.
  }
}
