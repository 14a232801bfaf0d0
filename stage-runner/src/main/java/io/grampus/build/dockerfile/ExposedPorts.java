package io.grampus.build.dockerfile;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Reads the ports of {@code EXPOSE}. */
public final class ExposedPorts {
  private static final int LAST_PORT = 65_535;

  private ExposedPorts() {}

  /**
   * The single ports that the instruction means, in its order.
   *
   * @param instruction already expanded; a port is {@code [[IP:]HOST:]PORT[-PORT][/PROTOCOL]}
   * @return ports as {@code 80/tcp}
   * @throws DockerfileException for anything else
   */
  public static List<String> parse(ExposeInstruction instruction) {
    List<String> ports = new ArrayList<>();
    for (String word : instruction.ports()) {
      add(ports, word, instruction.range());
    }
    return ports;
  }

  private static void add(List<String> ports, String word, SourceRange at) {
    int colon = word.lastIndexOf(':');
    String container = word.substring(colon + 1);
    int slash = container.indexOf('/');
    String range = slash < 0 ? container : container.substring(0, slash);
    String protocol = slash < 0 ? "tcp" : container.substring(slash + 1).toLowerCase(Locale.ROOT);
    protocol = protocol.isEmpty() ? "tcp" : protocol;
    if (range.isEmpty()) {
      throw failure("no port specified: " + word + "<empty>", at);
    }
    if (!List.of("tcp", "udp", "sctp").contains(protocol)) {
      throw failure("invalid proto: " + protocol, at);
    }
    PortRange inside = PortRange.parse(range, "invalid containerPort: " + range, at);
    if (colon >= 0) {
      checkHost(word.substring(0, colon), inside, at);
    }
    for (int port = inside.first; port <= inside.last; port++) {
      ports.add(port + "/" + protocol);
    }
  }

  /**
   * An address and a host port mean nothing here; BuildKit reads them, so wrong ones are errors.
   */
  private static void checkHost(String host, PortRange inside, SourceRange at) {
    int colon = host.lastIndexOf(':');
    String port = host.substring(colon + 1);
    String address = colon < 0 ? "" : host.substring(0, colon);
    if (!address.isEmpty()
        && !address.matches("[0-9]{1,3}(\\.[0-9]{1,3}){3}|\\[?[0-9a-fA-F:.]+]?")) {
      throw failure("invalid IP address: " + address, at);
    }
    if (!port.isEmpty()) {
      PortRange outside = PortRange.parse(port, "invalid hostPort: " + port, at);
      if (inside.size() != outside.size() && inside.size() != 1) {
        throw failure("invalid ranges specified for container and host Ports: " + port, at);
      }
    }
  }

  private static DockerfileException failure(String problem, SourceRange at) {
    return new DockerfileException(
        "dockerfile-port",
        problem,
        "write a port and a protocol, such as 80, 53/udp, 7000-7010",
        at);
  }

  /** Ports from first to last. */
  private record PortRange(int first, int last) {
    static PortRange parse(String text, String problem, SourceRange at) {
      if (!text.matches("[0-9]{1,9}(-[0-9]{1,9})?")) {
        throw failure(problem, at);
      }
      int dash = text.indexOf('-');
      int first = Integer.parseInt(dash < 0 ? text : text.substring(0, dash));
      int last = dash < 0 ? first : Integer.parseInt(text.substring(dash + 1));
      if (last < first || last > LAST_PORT) {
        throw failure(problem, at);
      }
      return new PortRange(first, last);
    }

    int size() {
      return last - first + 1;
    }
  }
}
