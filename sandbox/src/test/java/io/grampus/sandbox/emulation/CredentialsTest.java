package io.grampus.sandbox.emulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.grampus.sandbox.emulation.Credentials.UserIds;
import java.util.List;
import org.junit.jupiter.api.Test;

class CredentialsTest {
  @Test
  void losesCapabilitiesWithTheLastZero() {
    Credentials savedRoot = Credentials.ROOT.withUser(new UserIds(5, 5, 0, 5));
    assertThat(savedRoot.maySetIds()).isFalse();
    Credentials left = Credentials.ROOT.withUser(UserIds.all(5));
    assertThat(left.maySetIds()).isFalse();
  }

  @Test
  void keepsCapabilitiesWhereThatWasAskedFor() {
    Credentials left = Credentials.ROOT.keepingCapabilities(true).withUser(UserIds.all(5));
    assertThat(left.maySetIds()).isTrue();
    assertThat(left.privileged()).isFalse();
    assertThat(left.withGroup(UserIds.all(6)).maySetIds()).isTrue();
  }

  @Test
  void accessAsksWithTheRealIds() {
    Credentials setuid =
        new Credentials(new UserIds(5, 0, 0, 0), new UserIds(6, 0, 0, 0), List.of());
    assertThat(AccessRules.allows(setuid, 0600, 0, 0, AccessRules.READ)).isTrue();
    assertThat(AccessRules.allows(setuid.withRealIdsForFiles(), 0600, 0, 0, AccessRules.READ))
        .isFalse();
  }

  @Test
  void theMostSpecificClassDecides() {
    Credentials who = Credentials.of(5, 6, List.of(7));
    assertThat(AccessRules.allows(who, 0077, 5, 6, AccessRules.READ)).isFalse();
    assertThat(AccessRules.allows(who, 0707, 9, 7, AccessRules.READ)).isFalse();
    assertThat(AccessRules.allows(who, 0007, 9, 9, AccessRules.READ)).isTrue();
  }
}
