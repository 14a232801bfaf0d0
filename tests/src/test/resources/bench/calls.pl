#!/usr/bin/perl
# Times single system calls: prints "NAME MICROSECONDS" for each, the middle one of five loops. Perl is in the smallest
# Debian, and its syscall() adds a fraction of a microsecond, which "getppid" shows.
#
#   calls.pl FOLDER      works in that empty folder
use strict;
use warnings;
use POSIX ();

my %number =
  (POSIX::uname())[4] eq 'aarch64'
  ? (fstat => 80, newfstatat => 79, statx => 291, fchownat => 54, openat => 56, close => 57, mkdirat => 34,
     unlinkat => 35, getppid => 173, getuid => 174, clock_gettime => 113)
  : (fstat => 5, newfstatat => 262, statx => 332, fchownat => 260, openat => 257, close => 3, mkdirat => 258,
     unlinkat => 263, getppid => 110, getuid => 102, clock_gettime => 228);
my ($AT_FDCWD, $AT_REMOVEDIR, $O_WRONLY_CREAT, $STATX_BASIC) = (-100, 0x200, 0101, 0x7ff);

chdir $ARGV[0] or die "$ARGV[0]: $!";
my $buffer = "\0" x 512;
my ($file, $directory, $none) = ('file', 'directory', 'none');
open my $handle, '>', $file or die "$file: $!";
my $fd = fileno $handle;
my $owner = 0;

# clock_gettime(2) of CLOCK_MONOTONIC; the smallest Debian has no Time::HiRes.
sub now {
  syscall $number{clock_gettime}, 1, $buffer;
  my ($seconds, $nanoseconds) = unpack 'q q', $buffer;
  return $seconds * 1e6 + $nanoseconds / 1e3;
}

sub create {
  my $made = syscall $number{openat}, $AT_FDCWD, $file, $O_WRONLY_CREAT, 0644;
  syscall $number{close}, $made;
}

sub make_directory {
  syscall $number{mkdirat}, $AT_FDCWD, $directory, 0755;
  syscall $number{unlinkat}, $AT_FDCWD, $directory, $AT_REMOVEDIR;
}

sub execute {
  my $child = fork // die "fork: $!";
  exec '/bin/true' or POSIX::_exit(1) unless $child;
  waitpid $child, 0;
}

my @measured = (
  ['getppid',         20_000, sub { syscall $number{getppid} }],
  ['getuid',          20_000, sub { syscall $number{getuid} }],
  ['stat',            10_000, sub { syscall $number{newfstatat}, $AT_FDCWD, $file, $buffer, 0 }],
  ['stat-none',       10_000, sub { syscall $number{newfstatat}, $AT_FDCWD, $none, $buffer, 0 }],
  ['statx',           10_000, sub { syscall $number{statx}, $AT_FDCWD, $file, 0, $STATX_BASIC, $buffer }],
  ['fstat',           10_000, sub { syscall $number{fstat}, $fd, $buffer }],
  ['chown',           10_000, sub { syscall $number{fchownat}, $AT_FDCWD, $file, $owner++ % 2, 0, 0 }],
  ['open-create',      5_000, \&create],
  ['mkdir-and-rmdir',  2_000, \&make_directory],
  ['fork-and-exec',      100, \&execute],
);

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
