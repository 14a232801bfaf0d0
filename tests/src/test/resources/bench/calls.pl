#!/usr/bin/perl
# Times single system calls: prints "NAME MICROSECONDS" for each, the middle one of five loops. Perl is in the smallest
# Debian. Where it has a function of its own, that is called, as fakeroot stands in front of the C library and not of the
# kernel; Perl adds up to a microsecond, which the native figures show.
#
#   calls.pl FOLDER      works in that empty folder
use strict;
use warnings;
use Fcntl qw(O_WRONLY O_CREAT);
use POSIX ();

my %number =
  (POSIX::uname())[4] eq 'aarch64'
  ? (statx => 291, getppid => 173, getuid => 174, clock_gettime => 113)
  : (statx => 332, getppid => 110, getuid => 102, clock_gettime => 228);
my ($AT_FDCWD, $STATX_BASIC, $CLOCK_MONOTONIC) = (-100, 0x7ff, 1);

chdir $ARGV[0] or die "$ARGV[0]: $!";
my $buffer = "\0" x 512;
my ($file, $directory, $none) = ('file', 'directory', 'none');
open my $handle, '>', $file or die "$file: $!";
syswrite $handle, "content\n";
my $owner = 0;

# The smallest Debian has no Time::HiRes.
sub now {
  syscall $number{clock_gettime}, $CLOCK_MONOTONIC, $buffer;
  my ($seconds, $nanoseconds) = unpack 'q q', $buffer;
  return $seconds * 1e6 + $nanoseconds / 1e3;
}

sub create {
  sysopen my $made, $file, O_WRONLY | O_CREAT, 0644;
  close $made;
}

sub make_directory {
  mkdir $directory, 0755;
  rmdir $directory;
}

sub execute {
  my $child = fork // die "fork: $!";
  exec '/bin/true' or POSIX::_exit(1) unless $child;
  waitpid $child, 0;
}

my @measured = (
  ['getppid',         20_000, sub { syscall $number{getppid} }],
  ['getuid',          20_000, sub { syscall $number{getuid} }],
  ['stat',            10_000, sub { my @status = stat $file }],
  ['stat-none',       10_000, sub { my @status = stat $none }],
  ['fstat',           10_000, sub { my @status = stat $handle }],
  ['chown',           10_000, sub { chown $owner++ % 2, 0, $file }],
  ['chown-and-stat',  10_000, sub { chown $owner++ % 2, 0, $file; my @status = stat $file }],
  ['open-create',      5_000, \&create],
  ['mkdir-and-rmdir',  2_000, \&make_directory],
  ['fork-and-exec',      200, \&execute],
);
# Perl knows no statx, and fakeroot does not see one by number.
push @measured, ['statx', 10_000, sub { syscall $number{statx}, $AT_FDCWD, $file, 0, $STATX_BASIC, $buffer }]
  unless $ENV{FAKEROOTKEY};

for my $each (@measured) {
  my ($name, $count, $call) = @$each;
  $call->() for 1 .. $count / 2;    # a virtual machine compiles what is called often
  my @loops;
  for (1 .. 5) {
    my $start = now;
    $call->() for 1 .. $count;
    push @loops, (now() - $start) / $count;
  }
  printf "%s %.2f\n", $name, (sort { $a <=> $b } @loops)[2];
}
