package io.grampus.tests.harness;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * What the test or all tests of the class need. Where it is missing they are skipped with the
 * reason, or fail if {@code -Drequire=userns,overlay,…} names it.
 */
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(RequirementCondition.class)
public @interface Requires {
  /** The things needed. */
  Requirement[] value();
}
