// A capture that goes on in a new file: nothing is lost, split or written twice, and the files'
// own numbers add up.
#include "sensor/sinks/capture_series.h"

#include <gtest/gtest.h>
#include <sched.h>
#include <sys/mount.h>
#include <sys/wait.h>
#include <sys/xattr.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <utility>

#include "capture_files.h"

namespace tapbond {
namespace {

constexpr std::int64_t kSecond = 1'000'000'000;

class CaptureSeries : public testing::TestWithParam<FileFormat> {
 protected:
  CaptureSeriesOptions options(const Rotation& rotation = {}) {
    CaptureSeriesOptions options;
    options.file.path = path_;
    options.file.format = GetParam();
    options.rotation = rotation;
    options.finished = [this](const std::string& path) { finished_.push_back(path); };
    return options;
  }

  // Frames of two interfaces, the n-th stamped `step_ns` * n.
  void write(Sink& sink, std::uint32_t from, std::uint32_t to, std::int64_t step_ns = 1) {
    FrameMaker maker;
    for (std::uint32_t i = from; i < to; ++i) {
      maker.add(i * step_ns, numbered_frame(i, 46 + i * 61 % 1400), 0, i % interfaces_);
    }
    sink.write(maker.frames());
    sink.flush();
  }

  std::unique_ptr<Sink> series(const CaptureSeriesOptions& options) {
    auto sink = make_capture_series(options);
    for (std::uint32_t i = 0; i < interfaces_; ++i) {
      Interface interface;
      interface.name = "eth" + std::to_string(i);
      sink->add_interface(interface);
    }
    return sink;
  }

  // A run of its own.
  void write_all(const CaptureSeriesOptions& options, std::uint32_t count) {
    const auto sink = series(options);
    sink->start();
    for (std::uint32_t i = 0; i < count; i += 10) write(*sink, i, i + 10);
    EXPECT_EQ(sink->written(), count);
    sink->finish(std::vector<InterfaceCounts>(2));
  }

  bool marks_are_kept() const {
    const std::string probe = folder_.file("probe", "");
    const bool kept = ::setxattr(probe.c_str(), "user.probe", "", 0, 0) == 0;
    std::filesystem::remove(probe);
    return kept;
  }

  // Every file is valid and has all interfaces; together they have the frames from 0 to `count`.
  void expect_all_in(const std::vector<std::string>& paths, std::uint32_t count) {
    std::uint32_t next = 0;
    for (const std::string& path : paths) {
      const Capture capture = read_capture(path);
      EXPECT_EQ(capture.status, CaptureReader::Status::kEnd) << path << ": " << capture.problem;
      EXPECT_EQ(capture.interfaces.size(), GetParam() == FileFormat::kPcapng ? interfaces_ : 1);
      for (const Packet& packet : capture.packets) ASSERT_EQ(number_of(packet.bytes), next++);
    }
    EXPECT_EQ(next, count);
  }

  std::vector<std::string> names_in_folder() const {
    std::vector<std::string> names;
    for (const auto& entry : std::filesystem::directory_iterator(folder_.path(""))) {
      names.push_back(entry.path().filename());
    }
    std::sort(names.begin(), names.end());
    return names;
  }

  const ScratchFolder folder_;
  const std::string path_ = folder_.path("x");
  std::vector<std::string> finished_;
  std::uint32_t interfaces_ = 2;
};

INSTANTIATE_TEST_SUITE_P(Formats, CaptureSeries,
                         testing::Values(FileFormat::kPcap, FileFormat::kPcapng),
                         [](const auto& instance) {
                           return instance.param == FileFormat::kPcap ? "pcap" : "pcapng";
                         });

TEST_P(CaptureSeries, OpensAnewWhatWasMovedAway) {
  const auto sink = series(options());
  write(*sink, 0, 1000);
  std::filesystem::rename(path_, path_ + ".1");
  sink->reopen();
  write(*sink, 1000, 1500);
  EXPECT_EQ(sink->written(), 1500u);
  sink->finish(std::vector<InterfaceCounts>(2));
  expect_all_in({path_ + ".1", path_}, 1500);
  EXPECT_EQ(finished_, std::vector{path_}) << "what was moved away is its mover's";
}

TEST_P(CaptureSeries, GoesOnInAFileThatNobodyMoved) {
  const auto sink = series(options());
  write(*sink, 0, 1000);
  sink->reopen();
  write(*sink, 1000, 1500);
  sink->finish(std::vector<InterfaceCounts>(2));
  expect_all_in({path_}, 1500);
}

TEST_P(CaptureSeries, GoesOnInTheOldFileWhenThereCanBeNoNewOne) {
  const std::string moved = folder_.path("moved");
  std::filesystem::create_directory(folder_.path("in"));
  CaptureSeriesOptions in_folder = options();
  in_folder.file.path = folder_.path("in/x");
  const auto sink = series(in_folder);
  write(*sink, 0, 1000);
  std::filesystem::rename(folder_.path("in"), moved);
  sink->reopen();
  write(*sink, 1000, 1500);
  sink->finish(std::vector<InterfaceCounts>(2));
  expect_all_in({moved + "/x"}, 1500);
}

TEST_P(CaptureSeries, ChangesTheFileBeforeTheFrameThatFindsItTooLarge) {
  const auto sink = series(options({.file_bytes = 100'000}));
  sink->start();
  write(*sink, 0, 700);
  write(*sink, 700, 1000);
  EXPECT_EQ(sink->written(), 1000u);
  sink->finish(std::vector<InterfaceCounts>(2));
  std::vector<std::string> paths{path_};
  while (std::filesystem::exists(path_ + std::to_string(paths.size()))) {
    paths.push_back(path_ + std::to_string(paths.size()));
  }
  EXPECT_GT(paths.size(), 5u);
  EXPECT_EQ(finished_, paths);
  expect_all_in(paths, 1000);
  for (const std::string& path : paths) {
    if (path == paths.back()) continue;
    EXPECT_GT(std::filesystem::file_size(path), 100'000u);
    EXPECT_LT(std::filesystem::file_size(path), 102'000u) << "one frame, statistics";
  }
}

// In tcpdump the period that the first frame after it begins is named after that frame's second.
TEST_P(CaptureSeries, ChangesTheFileWithCaptureTime) {
  ::setenv("TZ", "UTC", 1);
  CaptureSeriesOptions timed = options({.seconds = 10});
  timed.file.path = path_ + "%S";
  const auto sink = series(timed);
  sink->start();
  write(*sink, 0, 100, kSecond / 4);  // to 24.75 s
  write(*sink, 180, 181, kSecond / 4);
  EXPECT_EQ(sink->written(), 101u);
  sink->finish(std::vector<InterfaceCounts>(2));
  EXPECT_EQ(finished_, (std::vector{path_ + "00", path_ + "10", path_ + "20", path_ + "45"}));
  EXPECT_EQ(read_capture(path_ + "10").packets.size(), 40u);
  EXPECT_EQ(number_of(read_capture(path_ + "45").packets.at(0).bytes), 180u);
}

TEST_P(CaptureSeries, EndsAPeriodInWhichNothingComes) {
  ::setenv("TZ", "UTC", 1);
  CaptureSeriesOptions timed = options({.seconds = 10});
  timed.file.path = path_ + "%S";
  const auto sink = series(timed);
  sink->start();
  write(*sink, 0, 4, kSecond);
  sink->progress({.reached = 9 * kSecond});
  EXPECT_TRUE(finished_.empty());
  sink->progress({.reached = 10 * kSecond});
  EXPECT_EQ(finished_, std::vector{path_ + "00"});
  EXPECT_EQ(names_in_folder(), std::vector<std::string>{"x00"}) << "nothing to write yet";
  write(*sink, 4, 5, kSecond);  // late: of the period that is over
  write(*sink, 15, 16, kSecond);
  sink->finish(std::vector<InterfaceCounts>(2));
  EXPECT_EQ(names_in_folder(), (std::vector<std::string>{"x00", "x10"}));
  EXPECT_EQ(read_capture(path_ + "10").packets.size(), 2u);
}

TEST_P(CaptureSeries, IsCompleteWhenTheLastOfItsPeriodsIsOver) {
  ::setenv("TZ", "UTC", 1);
  CaptureSeriesOptions timed = options({.seconds = 10, .count = 2});
  timed.file.path = path_ + "%S";
  const auto sink = series(timed);
  sink->start();
  write(*sink, 0, 15, kSecond);
  EXPECT_FALSE(sink->complete());
  write(*sink, 15, 30, kSecond);
  EXPECT_TRUE(sink->complete());
  EXPECT_EQ(sink->written(), 20u);
  sink->finish(std::vector<InterfaceCounts>(2));
  EXPECT_EQ(names_in_folder(), (std::vector<std::string>{"x00", "x10"}));
}

TEST_P(CaptureSeries, NumbersEachPeriodAnew) {
  ::setenv("TZ", "UTC", 1);
  CaptureSeriesOptions both = options({.file_bytes = 2000, .seconds = 10, .count = 101});
  both.file.path = path_ + "%S";
  const auto sink = series(both);
  sink->start();
  write(*sink, 0, 30, kSecond);
  sink->finish(std::vector<InterfaceCounts>(2));
  EXPECT_FALSE(sink->complete()) << "with -C the count is one of numbers";
  for (const char* name : {"00000", "00001", "10000", "10001", "20000", "20001"}) {
    EXPECT_TRUE(std::filesystem::exists(path_ + name)) << name;
  }
  expect_all_in(finished_, 30);
}

TEST_P(CaptureSeries, BeginsOverAtItsCount) {
  const auto sink = series(options({.file_bytes = 100'000, .count = 3}));
  sink->start();
  write(*sink, 0, 1000);
  sink->finish(std::vector<InterfaceCounts>(2));
  EXPECT_EQ(names_in_folder(), (std::vector<std::string>{"x0", "x1", "x2"}));
  ASSERT_GT(finished_.size(), 6u);
  // The three that are left are the last three, in their order.
  const std::uint32_t first =
      number_of(read_capture(finished_[finished_.size() - 3]).packets.at(0).bytes);
  std::uint32_t next = first;
  for (std::size_t i = finished_.size() - 3; i < finished_.size(); ++i) {
    for (const Packet& packet : read_capture(finished_[i]).packets) {
      ASSERT_EQ(number_of(packet.bytes), next++);
    }
  }
  EXPECT_EQ(next, 1000u);
}

TEST_P(CaptureSeries, KeepsTheNewestOfARing) {
  const auto sink = series(options({.file_bytes = 100'000, .ring = 3}));
  sink->start();
  for (std::uint32_t i = 0; i < 1000; i += 10) {
    write(*sink, i, i + 10);
    EXPECT_LE(names_in_folder().size(), 3u);
  }
  sink->finish(std::vector<InterfaceCounts>(2));
  EXPECT_EQ(names_in_folder().size(), 3u);
  ASSERT_GT(finished_.size(), 6u);
  for (std::size_t i = 0; i < finished_.size(); ++i) {
    EXPECT_EQ(std::filesystem::exists(finished_[i]), i + 3 >= finished_.size()) << finished_[i];
  }
}

// Those of earlier runs count, whatever made the names; and nothing else that is in the folder.
TEST_P(CaptureSeries, DeletesWhatAnEarlierRunLeft) {
  if (!marks_are_kept()) GTEST_SKIP() << "no extended attributes here";
  for (const bool gzip : {false, true}) {
    CaptureSeriesOptions ring = options({.file_bytes = 50'000});
    ring.file.gzip = gzip;
    write_all(ring, 1000);
    ASSERT_GT(names_in_folder().size(), 5u);
    ring.rotation.ring = 2;
    write_all(ring, 10);
    const std::vector<std::string> names = names_in_folder();
    EXPECT_EQ(names.size(), 2u);
    EXPECT_EQ(names.front(), "x") << "the new one";
    for (const std::string& name : names) std::filesystem::remove(folder_.path(name));
  }
}

TEST_P(CaptureSeries, DeletesNothingThatItDidNotWrite) {
  const std::string other = folder_.path("other");
  CaptureSeriesOptions elsewhere = options({.file_bytes = 50'000});
  elsewhere.file.path = other;
  write_all(elsewhere, 200);
  CaptureSeriesOptions alone = options();
  alone.file.path = path_ + "1";  // not one of a series
  write_all(alone, 10);
  const std::string read = path_ + "2";
  write_all(options({.file_bytes = 50'000}), 700);
  std::filesystem::rename(other + "1", path_ + "77");
  std::filesystem::copy(path_ + "3", path_ + "78");
  run_tool("cp -a " + path_ + "3 " + path_ + "79");
  std::ofstream(path_ + "4", std::ios::app) << "more";
  run_tool("cat " + other + " > " + path_ + "5");
  std::filesystem::create_symlink(path_ + "6", path_ + "80");
  folder_.file("x81", "notes");
  std::filesystem::create_directory(path_ + "82");
  const std::string linked = folder_.path("linked");
  std::filesystem::create_hard_link(read, linked);

  CaptureSeriesOptions again = options({.file_bytes = 50'000, .ring = 1});
  again.is_read = [&](const std::string& path) {
    return std::filesystem::exists(path) && std::filesystem::equivalent(path, linked);
  };
  std::map<std::string, std::string> before;
  for (const std::string name : {"x1", "x2", "x4", "x5", "x77", "x78", "x79", "x81", "other"}) {
    before[name] = content_of(folder_.path(name));
  }
  write_all(again, 1000);
  for (const auto& [name, content] : before) {
    EXPECT_TRUE(content_of(folder_.path(name)) == content) << name;
  }
  EXPECT_TRUE(std::filesystem::is_symlink(path_ + "80"));
  EXPECT_TRUE(std::filesystem::is_directory(path_ + "82"));
}

// The names are what tcpdump gives them, and so is what becomes of the files of an earlier run; but
// who has one open or has linked it keeps it as it was.
TEST_P(CaptureSeries, WritesOverAnEarlierRunOfTheSameName) {
  if (!marks_are_kept()) GTEST_SKIP() << "no extended attributes here";
  for (const std::uint64_t count : {0U, 3U}) {
    const CaptureSeriesOptions series = options({.file_bytes = 50'000, .count = count});
    write_all(series, 500);
    const std::vector<std::string> names = names_in_folder();
    const std::string kept = folder_.path("kept");
    std::filesystem::create_hard_link(folder_.path(names.back()), kept);
    const std::string before = content_of(kept);
    write_all(series, 600);
    EXPECT_TRUE(content_of(kept) == before);
    std::filesystem::remove(kept);
    for (const std::string& name : names_in_folder()) {
      EXPECT_EQ(name.find('-'), std::string::npos) << name;
      std::filesystem::remove(folder_.path(name));
    }
  }
}

// A file that was being written when its run was killed is one of the series as well, but only as
// long as it is a capture.
TEST_P(CaptureSeries, KnowsWhatAKilledRunLeft) {
  if (!marks_are_kept()) GTEST_SKIP() << "no extended attributes here";
  for (const bool spoilt : {false, true}) {
    const pid_t child = in_child([&]() -> int {
      const auto sink = series(options({.file_bytes = 50'000}));
      sink->start();
      write(*sink, 0, 10);
      std::_Exit(0);
    });
    int status = 0;
    ASSERT_EQ(::waitpid(child, &status, 0), child);
    if (spoilt) std::ofstream(path_) << "somebody's notes";
    write_all(options({.file_bytes = 50'000}), 10);
    EXPECT_EQ(names_in_folder().size(), spoilt ? 2u : 1u);
    std::filesystem::remove(path_);
  }
}

// A ring writes over what it wrote, and over nothing that came in between.
TEST_P(CaptureSeries, BeginsOverBesideWhatIsNotItsOwn) {
  folder_.file("x1", "somebody's");
  const auto sink = series(options({.file_bytes = 50'000, .count = 3}));
  sink->start();
  write(*sink, 0, 500);
  // Ext4 gives the new file the inode of the old one.
  const std::string taken = finished_.back();
  std::filesystem::remove(taken);
  std::ofstream(taken) << "somebody's, too";
  const std::string spoilt = finished_.at(finished_.size() - 2);
  std::ofstream(spoilt) << "somebody's as well";
  for (std::uint32_t i = 500; i < 1000; i += 10) write(*sink, i, i + 10);
  EXPECT_EQ(sink->written(), 1000u);
  sink->finish(std::vector<InterfaceCounts>(2));
  EXPECT_EQ(names_in_folder().size(), 6u);
  EXPECT_TRUE(content_of(path_ + "1") == "somebody's");
  EXPECT_TRUE(content_of(taken) == "somebody's, too");
  EXPECT_TRUE(content_of(spoilt) == "somebody's as well");
}

// Nor does a limit delete what came in the place of what it would have deleted.
TEST_P(CaptureSeries, DeletesNothingThatCameInBetween) {
  const auto sink = series(options({.file_bytes = 50'000, .ring = 3}));
  sink->start();
  write(*sink, 0, 500);
  const std::string taken = finished_.back();
  std::filesystem::remove(taken);
  std::ofstream(taken) << "somebody's";
  write(*sink, 500, 1000);
  sink->finish(std::vector<InterfaceCounts>(2));
  EXPECT_EQ(names_in_folder().size(), 4u);
  EXPECT_TRUE(content_of(taken) == "somebody's");
}

struct Repeating {
  const char* name;
  Rotation rotation;
};

// Clocks go back by an hour; a name has no time in it, or the hour alone; with -C, with -W, moved
// away meanwhile: no packet is lost to a name that comes again.
TEST_P(CaptureSeries, GivesNoNameTwice) {
  constexpr std::int64_t kBegin = 1'792'886'400;  // 2026-10-25 00:00 UTC, 02:00 in summer time
  ::setenv("TZ", "CET-1CEST,M3.5.0,M10.5.0/3", 1);
  for (const bool moved : {false, true}) {
    for (const Repeating& each : {Repeating{"%Y%m%d-%H%M%S.pcap", {.seconds = 3600}},
                                  {"%Y%m%d-%H%M%S", {.file_bytes = 2000, .seconds = 3600}},
                                  {"%H.pcap", {.file_bytes = 2000, .seconds = 3600, .count = 50}},
                                  {"%H.pcap.gz", {.seconds = 3600, .count = 40}},
                                  {"no-time.pcap", {.seconds = 600}},
                                  {"no-time", {.file_bytes = 2000, .seconds = 600}},
                                  {"%M", {.seconds = 60}}}) {
      finished_.clear();
      std::filesystem::create_directory(folder_.path("in"));
      std::filesystem::create_directory(folder_.path("moved"));
      CaptureSeriesOptions repeating = options(each.rotation);
      repeating.file.path = folder_.path("in/") + each.name;
      repeating.begin_ns = kBegin * kSecond;
      if (moved) {
        repeating.finished = [&](const std::string& path) {
          const std::string to =
              folder_.path("moved/" + std::filesystem::path(path).filename().string());
          EXPECT_FALSE(std::filesystem::exists(to)) << to;
          std::filesystem::rename(path, to);
          finished_.push_back(to);
        };
      }
      const auto sink = series(repeating);
      sink->start();
      FrameMaker maker;
      for (std::uint32_t i = 0; i < 240; ++i) {
        maker.add((kBegin + i * 60) * kSecond, numbered_frame(i, 60), 0, i % interfaces_);
      }
      sink->write(maker.frames());
      sink->finish(std::vector<InterfaceCounts>(2));
      EXPECT_EQ(sink->written(), 240u) << each.name;
      expect_all_in(finished_, 240);
      std::filesystem::remove_all(folder_.path("in"));
      std::filesystem::remove_all(folder_.path("moved"));
    }
  }
  ::setenv("TZ", "UTC", 1);
}

// As in the configuration that is shipped.
TEST_P(CaptureSeries, TellsHoursApartByTheirTimeZone) {
  ::setenv("TZ", "CET-1CEST,M3.5.0,M10.5.0/3", 1);
  CaptureSeriesOptions zoned = options({.seconds = 3600});
  zoned.file.path = path_ + "%H%z";
  zoned.begin_ns = 1'792'886'400 * kSecond;
  const auto sink = series(zoned);
  sink->start();
  FrameMaker maker;
  for (std::uint32_t i = 0; i < 2; ++i) {
    maker.add(zoned.begin_ns + i * 3600 * kSecond, numbered_frame(i, 60));
  }
  sink->write(maker.frames());
  sink->finish(std::vector<InterfaceCounts>(2));
  EXPECT_EQ(finished_, (std::vector{path_ + "02+0200", path_ + "02+0100"}));
  ::setenv("TZ", "UTC", 1);
}

TEST_P(CaptureSeries, PutsTheNumberOfARepeatedNameBeforeItsExtension) {
  ::setenv("TZ", "UTC", 1);
  for (const auto& [name, second] :
       std::map<std::string, std::string>{{"x.pcap", "x-2.pcap"},
                                          {"x.pcapng.gz", "x-2.pcapng.gz"},
                                          {"x", "x-2"},
                                          {"x.gz", "x-2.gz"},
                                          {".x", ".x-2"},
                                          {"02.30", "02.30-2"},
                                          {"a.b/x", "a.b/x-2"}}) {
    std::filesystem::create_directory(folder_.path("a.b"));
    CaptureSeriesOptions repeating = options({.seconds = 1});
    repeating.file.path = folder_.path(name);
    finished_.clear();
    const auto sink = series(repeating);
    sink->start();
    write(*sink, 0, 2, kSecond);
    sink->finish(std::vector<InterfaceCounts>(2));
    EXPECT_EQ(finished_, (std::vector{folder_.path(name), folder_.path(second)}));
  }
}

// -G writes over nothing of an earlier run either: it may be of the same hour.
TEST_P(CaptureSeries, LeavesTheFilesOfAnEarlierRunWithTimesInTheirNames) {
  ::setenv("TZ", "UTC", 1);
  CaptureSeriesOptions timed = options({.seconds = 10});
  timed.file.path = path_ + "%M";
  write_all(timed, 30);
  write_all(timed, 20);
  EXPECT_EQ(names_in_folder(), (std::vector<std::string>{"x00", "x00-2"}));
  EXPECT_EQ(read_capture(path_ + "00").packets.size(), 30u);
}

TEST_P(CaptureSeries, ReplacesTheFileThatIsNoSeriesAndTakesOverAnEmptyOne) {
  folder_.file("x", "of before");
  write_all(options(), 10);
  expect_all_in({path_}, 10);
  std::filesystem::remove(path_);
  folder_.file("x", "");
  write_all(options({.file_bytes = 50'000}), 10);
  EXPECT_EQ(names_in_folder(), std::vector<std::string>{"x"});
}

// What was put in the place of the file that was moved away is somebody's, unless it is empty, as
// logrotate makes it.
TEST_P(CaptureSeries, OpensAnewBesideWhatTookTheName) {
  const auto sink = series(options());
  write(*sink, 0, 100);
  std::filesystem::rename(path_, path_ + ".1");
  folder_.file("x", "");
  sink->reopen();
  write(*sink, 100, 200);
  std::filesystem::rename(path_, path_ + ".2");
  folder_.file("x", "somebody's");
  sink->reopen();
  write(*sink, 200, 300);
  sink->finish(std::vector<InterfaceCounts>(2));
  expect_all_in({path_ + ".1", path_ + ".2", path_ + "-2"}, 300);
  EXPECT_EQ(content_of(path_), "somebody's");
}

TEST_P(CaptureSeries, NeverTakesMoreDiskThanItMay) {
  for (const bool gzip : {false, true}) {
    const std::uint64_t most = gzip ? 50'000 : 200'000;
    CaptureSeriesOptions bounded = options({.file_bytes = 50'000, .series_bytes = most});
    bounded.file.gzip = gzip;
    finished_.clear();
    const auto sink = series(bounded);
    sink->start();
    for (std::uint32_t i = 0; i < 3000; i += 20) {
      write(*sink, i, i + 20);
      std::uint64_t bytes = 0;
      for (const std::string& name : names_in_folder()) {
        bytes += std::filesystem::file_size(folder_.path(name));
      }
      ASSERT_LE(bytes, most);
    }
    sink->finish(std::vector<InterfaceCounts>(2));
    EXPECT_LT(names_in_folder().size(), finished_.size());
    EXPECT_EQ(sink->written(), 3000u);
    for (const std::string& name : names_in_folder()) std::filesystem::remove(folder_.path(name));
  }
}

TEST_P(CaptureSeries, CompressesWhatOthersCanRead) {
  TAPBOND_NEED_TOOL("gzip");
  CaptureSeriesOptions compressed = options({.file_bytes = 100'000});
  const auto plain = series(compressed);
  plain->start();
  write(*plain, 0, 1000);
  plain->finish(std::vector<InterfaceCounts>(2));
  const std::vector<std::string> names = std::exchange(finished_, {});
  compressed.file.path = folder_.path("z");
  compressed.file.gzip = true;
  const auto sink = series(compressed);
  sink->start();
  write(*sink, 0, 1000);
  EXPECT_EQ(sink->written(), 1000u);
  sink->finish(std::vector<InterfaceCounts>(2));
  ASSERT_EQ(finished_.size(), names.size()) << "the limit is of what was compressed";
  for (std::size_t i = 0; i < names.size(); ++i) {
    const ToolRun run = run_tool("gzip -dc < " + finished_[i]);
    EXPECT_EQ(run.exit_code, 0) << run.err;
    EXPECT_TRUE(run.out == content_of(names[i])) << names[i];
  }
}

TEST_P(CaptureSeries, KeepsWhatWasFlushedOfACompressedFile) {
  TAPBOND_NEED_TOOL("gzip");
  CaptureSeriesOptions compressed = options();
  compressed.file.gzip = true;
  const auto sink = series(compressed);
  write(*sink, 0, 700);
  // As after a kill: the file has no end yet.
  const ToolRun run = run_tool("gzip -dc < " + path_ + " 2>&1 > " + path_ + ".whole");
  EXPECT_NE(run.out.find("unexpected end of file"), std::string::npos);
  expect_all_in({path_ + ".whole"}, 700);
  sink->finish(std::vector<InterfaceCounts>(2));
}

TEST_P(CaptureSeries, PassesOverAFileThatIsRead) {
  const std::string leg = folder_.file("x2", "a leg");
  CaptureSeriesOptions reading = options({.file_bytes = 100'000});
  reading.is_read = [&](const std::string& path) { return path == leg; };
  write_all(reading, 1000);
  EXPECT_EQ(content_of(leg), "a leg");
  EXPECT_EQ(finished_.at(2), path_ + "2-2");
  expect_all_in(finished_, 1000);
}

// What is lost on a full disk is what comes after it: all files are valid.
TEST_P(CaptureSeries, KeepsAllFilesWhenTheDiskIsFull) {
  if (::geteuid() != 0) GTEST_SKIP() << "only root can mount a disk this small";
  for (const bool gzip : {false, true}) {
    const std::string disk = folder_.path("disk");
    const std::string copy = folder_.path(gzip ? "copy.gz" : "copy");
    const std::string report = folder_.path("report");
    std::filesystem::create_directory(disk);
    const pid_t child = in_child([&] {
      if (::unshare(CLONE_NEWNS) != 0) return 77;
      if (::mount(nullptr, "/", nullptr, MS_REC | MS_PRIVATE, nullptr) != 0) return 77;
      if (::mount("tmpfs", disk.c_str(), "tmpfs", 0, "size=600k") != 0) return 77;
      CaptureSeriesOptions full = options({.file_bytes = 250'000});
      full.file.path = disk + "/x";
      full.file.gzip = gzip;
      const auto sink = series(full);
      sink->start();
      try {
        for (std::uint32_t i = 0; i < 100'000; i += 100) write(*sink, i, i + 100);
      } catch (const SinkError& error) {
        std::ofstream(report) << sink->written() << " " << error.what();
      }
      std::filesystem::copy(disk, copy);
      return 0;
    });
    int status = 0;
    ASSERT_EQ(::waitpid(child, &status, 0), child);
    if (WIFEXITED(status) && WEXITSTATUS(status) == 77) GTEST_SKIP() << "no mount namespaces here";
    ASSERT_EQ(status, 0);
    std::uint32_t written = 0;
    std::string message;
    std::ifstream in(report);
    in >> written;
    std::getline(in >> std::ws, message);
    EXPECT_NE(message.find("No space left on device"), std::string::npos) << message;
    EXPECT_GT(written, 400u);

    std::vector<std::string> files;
    std::string name = copy + "/x";
    for (std::size_t i = 1; std::filesystem::exists(name); ++i) {
      std::string file = name;
      if (gzip && std::filesystem::file_size(name) > 0) {
        file += ".whole";
        const ToolRun run = run_tool("gzip -dc < " + name + " > " + file);
        EXPECT_EQ(run.exit_code, 0) << run.err;
      }
      if (std::filesystem::file_size(file) > 0) files.push_back(file);
      name = copy + "/x" + std::to_string(i);
    }
    EXPECT_GE(files.size(), 2u);
    expect_all_in(files, written);
  }
}

}  // namespace
}  // namespace tapbond
