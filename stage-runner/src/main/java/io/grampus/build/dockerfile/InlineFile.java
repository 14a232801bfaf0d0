package io.grampus.build.dockerfile;

/**
 * A file whose content stands in the Dockerfile, from a heredoc.
 *
 * @param name the heredoc's delimiter, also the file's name
 * @param content with its line ends, tabs already stripped for {@code <<-}
 * @param expand variables in the content are to be replaced (delimiter not quoted)
 */
public record InlineFile(String name, String content, boolean expand) {}
