package io.grampus.build.copy;

import java.util.ArrayList;
import java.util.List;

/**
 * What {@code --chmod} does to a mode: an octal mode, or chmod(1)'s symbolic clauses such as {@code
 * u=rwX,go=rX}. Where no clause says whose bits are meant, a umask of 022 applies.
 *
 * @param text as written
 * @param clauses what is done, in order
 */
public record ModeChange(String text, List<Clause> clauses) {
  private static final int ALL = 07777;
  private static final int UMASK = 022;
  private static final int EXECUTE = 0111;
  private static final int STICKY = 01000;

  /** One operator with what it is about. */
  sealed interface Clause {
    int apply(int mode, int original, boolean isDirectory);
  }

  /** Sets all twelve bits. */
  private record Exactly(int bits) implements Clause {
    @Override
    public int apply(int mode, int original, boolean isDirectory) {
      return bits;
    }
  }

  /**
   * {@code u+rX}: bits of some classes are added, removed, or set with the others cleared.
   *
   * @param reach the bits that the classes may touch
   * @param cleared the bits that {@code =} clears
   * @param bits of all classes, before they are narrowed to the reach
   * @param conditional whether {@code X} stands among them
   * @param copied the shift of the class whose bits are taken, as in {@code g=u}, or -1
   */
  private record Symbolic(
      char operator, int reach, int cleared, int bits, boolean conditional, int copied)
      implements Clause {
    @Override
    public int apply(int mode, int original, boolean isDirectory) {
      int wanted = bits;
      if (conditional && (isDirectory || (original & EXECUTE) != 0)) {
        wanted |= EXECUTE;
      }
      if (copied >= 0) {
        int taken = (mode >> copied) & 07;
        wanted |= taken << 6 | taken << 3 | taken;
      }
      int touched = wanted & reach;
      return switch (operator) {
        case '+' -> mode | touched;
        case '-' -> mode & ~touched;
        default -> (mode & ~cleared) | touched;
      };
    }
  }

  /** Takes a copy of the list. */
  public ModeChange {
    clauses = List.copyOf(clauses);
  }

  /**
   * Reads the value of {@code --chmod}.
   *
   * @throws IllegalArgumentException if it is neither an octal mode up to 7777 nor symbolic
   */
  public static ModeChange parse(String text) {
    if (text.matches("[0-9].*|")) {
      if (!text.matches("0*[0-7]{1,4}")) {
        throw new IllegalArgumentException("no octal mode from 0 to 7777");
      }
      return new ModeChange(text, List.of(new Exactly(Integer.parseInt(text, 8))));
    }
    List<Clause> clauses = new ArrayList<>();
    for (String clause : text.split(",", -1)) {
      new Reader(clause).read(clauses);
    }
    return new ModeChange(text, clauses);
  }

  /**
   * The mode of directories that are made on the way: an octal mode counts for them, too, while a
   * symbolic one is about what is copied.
   *
   * @param usual their mode where nothing else is asked for
   */
  int ofNewDirectory(int usual) {
    return clauses.size() == 1 && clauses.get(0) instanceof Exactly exactly
        ? exactly.bits()
        : usual;
  }

  /** The low twelve mode bits that a file gets for those it had. */
  public int apply(int permissions, boolean isDirectory) {
    int mode = permissions;
    for (Clause clause : clauses) {
      mode = clause.apply(mode, permissions, isDirectory);
    }
    return mode & ALL;
  }

  /** Reads one clause: classes, then operators, each with its permissions. */
  private static final class Reader {
    private final String clause;
    private int position;
    private int classes;

    Reader(String clause) {
      this.clause = clause;
    }

    void read(List<Clause> clauses) {
      for (int bits = classAt(); bits != 0; bits = classAt()) {
        classes |= bits;
        position++;
      }
      do {
        clauses.add(operation());
      } while (position < clause.length());
    }

    private int classAt() {
      return switch (at()) {
        case 'u' -> 04700;
        case 'g' -> 02070;
        case 'o' -> 00007;
        case 'a' -> 06777;
        default -> 0;
      };
    }

    private char at() {
      return position < clause.length() ? clause.charAt(position) : 0;
    }

    private Clause operation() {
      char operator = at();
      if (operator != '+' && operator != '-' && operator != '=') {
        throw new IllegalArgumentException("neither an octal nor a symbolic mode");
      }
      position++;
      int bits = 0;
      boolean conditional = false;
      int copied = -1;
      while (position < clause.length() && "+-=".indexOf(at()) < 0) {
        switch (at()) {
          case 'r' -> bits |= 0444;
          case 'w' -> bits |= 0222;
          case 'x' -> bits |= EXECUTE;
          case 's' -> bits |= 06000;
          case 't' -> bits |= STICKY;
          case 'X' -> conditional = true;
          case 'u' -> copied = 6;
          case 'g' -> copied = 3;
          case 'o' -> copied = 0;
          default -> throw new IllegalArgumentException("neither an octal nor a symbolic mode");
        }
        position++;
      }
      return new Symbolic(operator, reach(), cleared(), bits, conditional, copied);
    }

    /** The sticky bit is nobody's in particular, but not the others' alone. */
    private int reach() {
      if (classes == 0) {
        return ALL & ~UMASK;
      }
      return classes == 00007 ? classes : classes | STICKY;
    }

    private int cleared() {
      return classes == 0 ? 06777 : classes;
    }
  }
}
