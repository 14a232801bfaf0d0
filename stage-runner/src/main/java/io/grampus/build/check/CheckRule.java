package io.grampus.build.check;

import java.util.Locale;

/** The rules that a Dockerfile is checked by, with the names that BuildKit gives them. */
public enum CheckRule {
  STAGE_NAME_CASING("StageNameCasing"),
  FROM_AS_CASING("FromAsCasing"),
  NO_EMPTY_CONTINUATION("NoEmptyContinuation"),
  CONSISTENT_INSTRUCTION_CASING("ConsistentInstructionCasing"),
  DUPLICATE_STAGE_NAME("DuplicateStageName"),
  RESERVED_STAGE_NAME("ReservedStageName"),
  JSON_ARGS_RECOMMENDED("JSONArgsRecommended"),
  MAINTAINER_DEPRECATED("MaintainerDeprecated"),
  UNDEFINED_ARG_IN_FROM("UndefinedArgInFrom"),
  WORKDIR_RELATIVE_PATH("WorkdirRelativePath"),
  UNDEFINED_VAR("UndefinedVar"),
  MULTIPLE_INSTRUCTIONS_DISALLOWED("MultipleInstructionsDisallowed"),
  LEGACY_KEY_VALUE_FORMAT("LegacyKeyValueFormat"),
  INVALID_BASE_IMAGE_PLATFORM("InvalidBaseImagePlatform"),
  REDUNDANT_TARGET_PLATFORM("RedundantTargetPlatform"),
  SECRETS_USED_IN_ARG_OR_ENV("SecretsUsedInArgOrEnv"),
  INVALID_DEFAULT_ARG_IN_FROM("InvalidDefaultArgInFrom"),
  FROM_PLATFORM_FLAG_CONST_DISALLOWED("FromPlatformFlagConstDisallowed"),
  COPY_IGNORED_FILE("CopyIgnoredFile"),
  INVALID_DEFINITION_DESCRIPTION("InvalidDefinitionDescription"),
  EXPOSE_PROTO_CASING("ExposeProtoCasing"),
  EXPOSE_INVALID_FORMAT("ExposeInvalidFormat");

  private static final String REFERENCE = "https://docs.docker.com/go/dockerfile/rule/";

  private final String rule;

  CheckRule(String rule) {
    this.rule = rule;
  }

  /** The name in messages and options. */
  public String rule() {
    return rule;
  }

  /** Where the reference explains the rule of that name. */
  public static String url(String rule) {
    String words = rule.replaceAll("(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", "-");
    return REFERENCE + words.toLowerCase(Locale.ROOT) + "/";
  }

  /** Whether it counts only where it is asked for. */
  boolean isExperimental() {
    return this == COPY_IGNORED_FILE || this == INVALID_DEFINITION_DESCRIPTION;
  }
}
