package io.grampus.build.store;

import io.grampus.os.GrampusException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Tells which directories of the store a power cut cannot have truncated. Their files are not
 * synchronised one by one; instead whoever points at a directory notes a mark beside it, the boot
 * and the time in it, and {@link #sync} says now and then that all before is on the disk. A mark of
 * this boot is good, since the page cache is; one of an earlier boot only if it was synchronised.
 */
public final class DiskMarks {
  private static final Pattern MARK = Pattern.compile("([0-9a-f-]{36})\\+([0-9]{1,18})");
  private static final Path BOOT = Path.of("/proc/sys/kernel/random/boot_id");

  private final StoreLayout layout;
  private final Store store;
  private final String boot;
  private volatile boolean pending;

  DiskMarks(StoreLayout layout, Store store) {
    this(layout, store, currentBoot());
  }

  DiskMarks(StoreLayout layout, Store store, String boot) {
    this.layout = layout;
    this.store = store;
    this.boot = boot;
  }

  /** Without /proc every boot is a new one: nothing is trusted that was not synchronised. */
  private static String currentBoot() {
    try {
      return Files.readString(BOOT, StandardCharsets.US_ASCII).strip();
    } catch (IOException e) {
      return UUID.randomUUID().toString();
    }
  }

  /** The mark for what has been written until now; one word. */
  public String mark() {
    pending = true;
    return boot + "+" + monotonicTime();
  }

  /** CLOCK_MONOTONIC: the same for all processes of a boot, and never set back. */
  private static long monotonicTime() {
    return Math.max(System.nanoTime(), 0);
  }

  /** Whether what was written before the mark is whole, whatever happened since. */
  public boolean isWhole(String mark) {
    Matcher parts = MARK.matcher(mark);
    if (!parts.matches()) {
      return false;
    }
    return parts.group(1).equals(boot)
        || Long.parseLong(parts.group(2)) <= synchronizedUntil(parts.group(1));
  }

  private long synchronizedUntil(String earlierBoot) {
    Path file = file(earlierBoot);
    try {
      return Long.parseLong(Files.readString(file, StandardCharsets.US_ASCII).strip());
    } catch (NoSuchFileException e) {
      return -1;
    } catch (IOException e) {
      throw StoreFailure.of("read a note", file, e);
    } catch (NumberFormatException e) {
      return -1; // as good as none
    }
  }

  /** Brings everything that was written to the store's file system to the disk. */
  @FunctionalInterface
  public interface Synchronization {
    /** Returns when all is there. */
    void run() throws IOException;
  }

  /**
   * Makes all marks until now good for later boots; does nothing where there are none.
   *
   * @throws GrampusException {@code store-…} where the disk fails
   */
  public void sync(Synchronization synchronization) {
    if (!pending) {
      return;
    }
    pending = false;
    long now = monotonicTime();
    try {
      synchronization.run();
      Files.createDirectories(layout.synced());
      store.writeFile(file(boot), (now + "\n").getBytes(StandardCharsets.US_ASCII));
    } catch (IOException e) {
      throw StoreFailure.of("synchronise", layout.root(), e);
    }
  }

  private Path file(String ofBoot) {
    return layout.synced().resolve(ofBoot);
  }
}
