package io.grampus.os;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TextPatchTest {
  private static final int PAGE = 4096;
  private static final int END = 2 * PAGE + 100;
  private static final String NEWFSTATAT = "b8060100000f05";
  private static final String RMDIR = "b8540000000f05";
  private static final String READ = "b8000000000f05";

  private final NativeBuffer text = NativeBuffer.allocate(3 * PAGE);

  private void put(int offset, String hex) {
    byte[] bytes = HexFormat.of().parseHex(hex);
    text.putBytes(offset, bytes, 0, bytes.length);
  }

  private List<TextPatch.Span> spans() {
    return TextPatch.of(text, 3 * PAGE, END, 1).spans();
  }

  @Test
  void putsJumpsInThePlaceOfTheMovAndLeavesTheCallAsItIs() {
    put(0x120, "90" + NEWFSTATAT + "c3");
    List<TextPatch.Span> spans = spans();
    assertThat(spans).hasSize(2);
    assertThat(spans.get(0).offset()).isEqualTo(2 * PAGE + 112);
    assertThat(spans.get(0).isUnchanged(text, 2 * PAGE + 112)).isTrue();
    assertThat(spans.get(1).offset()).isEqualTo(0x121);
    assertThat(spans.get(1).isUnchanged(text, 0x121)).isTrue();
    NativeBuffer after = NativeBuffer.allocate(spans.get(1).length());
    spans.get(1).putTo(after);
    assertThat(after.getByte(0)).isEqualTo((byte) 0xe9);
    assertThat(after.getBytes(5, 2)).containsExactly(0x0f, 0x05);
    int entry = spans.get(0).offset() + TrampolineCode.routines().length;
    assertThat(0x121 + 5 + after.getInt(1)).isEqualTo(entry);
  }

  /** As musl has them, and the GNU C library's opendir. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "4889ef",
        "4c89ce",
        "4889ef4c89ce",
        "4c89e74889de4889ea",
        "4889febf9cffffff",
        "bf9cffffff4889d6"
      })
  void findsCallsWithMovesInFrontOfThem(String moves) {
    put(0x120, "90" + "b806010000" + moves + "0f05");
    assertThat(spans()).hasSize(2);
    TextPatch.Span span = spans().get(1);
    assertThat(span.offset()).isEqualTo(0x121);
    assertThat(span.length()).isEqualTo(7 + moves.length() / 2);
    NativeBuffer after = NativeBuffer.allocate(span.length());
    span.putTo(after);
    assertThat(HexFormat.of().formatHex(after.getBytes(5, span.length() - 5)))
        .isEqualTo(moves + "0f05");
  }

  @Test
  void findsTheFunctionThatMakesAnyCall() {
    put(0x120, "4c89c2" + "4d89c8" + "4c8b4c2408" + "0f05");
    assertThat(spans()).hasSize(2);
    TextPatch.Span span = spans().get(1);
    assertThat(span.offset()).isEqualTo(0x126);
    assertThat(span.length()).isEqualTo(7);
    put(0x125, "c9"); // mov r9, r9
    assertThat(spans()).isEmpty();
  }

  @Test
  void joinsTheSitesOfAPage() {
    put(0x120, "90" + NEWFSTATAT);
    put(0x200, "90" + RMDIR);
    put(PAGE + 0x200, "90" + RMDIR);
    List<TextPatch.Span> spans = spans();
    assertThat(spans).extracting(TextPatch.Span::offset).endsWith(0x121, PAGE + 0x201);
    assertThat(spans.get(1).length()).isEqualTo(0xe0 + 7);
  }

  @Test
  void leavesOtherCallsAndOtherInstructionsAlone() {
    put(0x120, "90" + READ);
    put(0x140, "41" + "b8040000000f05"); // mov r8d, 4
    put(0x160, "418b" + NEWFSTATAT); // mov edi, [r8 + 0x106]
    put(0x180, "90" + "b80601000090" + "0f05");
    put(0x1a0, "90" + "b806010000" + "4889c7" + "0f05"); // mov rdi, rax
    put(0x1c0, "90" + "b806010000" + "4989c0" + "4889f8" + "0f05"); // mov rax, rdi
    put(0x1e0, "90" + "b806010000" + "488b07" + "0f05"); // mov rax, [rdi]
    put(0x200, "90" + "b806010000" + "4889fc" + "0f05"); // mov rsp, rdi
    put(0x220, "90" + "b806010000" + "4889ef".repeat(5) + "0f05");
    put(0x240, "90" + "b806010000" + "41bf9cffffff" + "0f05"); // mov r15d, -100
    put(0x260, "90" + "b806010000" + "bf9cffffff".repeat(3) + "0f05");
    assertThat(spans()).isEmpty();
  }

  @Test
  void needsRoomThatNobodyUses() {
    put(0x120, "90" + NEWFSTATAT);
    put(3 * PAGE - 1, "01");
    assertThat(spans()).isEmpty();
    put(3 * PAGE - 1, "00");
    assertThat(spans()).isNotEmpty();
    assertThat(TextPatch.of(text, 3 * PAGE, 3 * PAGE - 300, 1).isEmpty()).isTrue();
  }

  @Test
  void findsTheCallsOfACLibraryByTheirBytesOnly() {
    put(END - 7, NEWFSTATAT);
    put(END - 8, "c3");
    assertThat(spans()).hasSize(2);
    put(END - 6, "00");
    assertThat(spans()).isEmpty();
  }
}
