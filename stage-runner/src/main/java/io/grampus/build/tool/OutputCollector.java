package io.grampus.build.tool;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/**
 * A thread that reads one output of a program to the end, so that the program never blocks, and
 * keeps a bounded part of it.
 */
final class OutputCollector extends Thread {
  private static final int HEAD = 8 << 20;
  private static final int TAIL = 1 << 16;

  private interface Reading {
    byte[] read() throws IOException;
  }

  private final Reading reading;
  private volatile byte[] kept = {};

  private OutputCollector(String name, Reading reading) {
    super(name);
    this.reading = reading;
    setDaemon(true);
  }

  /** Keeps the first megabytes. */
  static OutputCollector head(InputStream in) {
    return new OutputCollector("tool-output", () -> readHead(in));
  }

  /** Keeps the last kilobytes, and passes every line on. */
  static OutputCollector tail(InputStream in, Consumer<String> log) {
    return new OutputCollector("tool-errors", () -> readTail(in, log));
  }

  @Override
  public void run() {
    try {
      kept = reading.read();
    } catch (IOException e) {
      // The program was ended and its pipe closed: there is nothing more to keep.
      kept = new byte[0];
    }
  }

  private static byte[] readHead(InputStream in) throws IOException {
    byte[] head = in.readNBytes(HEAD);
    in.skip(Long.MAX_VALUE);
    while (in.read() >= 0) {
      in.skip(Long.MAX_VALUE);
    }
    return head;
  }

  private static byte[] readTail(InputStream in, Consumer<String> log) throws IOException {
    StringBuilder tail = new StringBuilder();
    BufferedReader lines =
        new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8), 1 << 13);
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      log.accept(line);
      tail.append(line).append('\n');
      if (tail.length() > TAIL) {
        tail.delete(0, tail.length() - TAIL);
      }
    }
    return tail.toString().getBytes(StandardCharsets.UTF_8);
  }

  byte[] result() throws InterruptedException {
    join();
    return kept;
  }
}
