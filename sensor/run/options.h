// What a run is asked to do, as values.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "decoders/frame_printer.h"
#include "sensor/duplicates/duplicate_options.h"
#include "sensor/sessions/log_text.h"
#include "sensor/sinks/capture_file_sink.h"
#include "sensor/sinks/feed_offer.h"
#include "sensor/sinks/rotation.h"
#include "sensor/trailers/trailer.h"
#include "sensor/unwrap/tunnels.h"

namespace tapbond {

// What decides which of two frames is first: their stamps alone, or also what one proves to have
// been before the other.
enum class OrderBy { kCause, kStamp };

enum class Action {
  kCapture,
  kCheck,
  kHelp,
  kVersion,
  kListInterfaces,
  kListLinktypes,
  kListStampTypes,
  kDumpFilter
};

enum class Direction { kBoth, kIn, kOut };  // of frames, as the host of an interface sees them

struct Options {
  Action action = Action::kCapture;
  std::string help_topic;

  // Legs, in the order of the command line; one of the two is empty. An interface may also be given
  // by its number in the list that -D prints, and may be a feed (sensor/posix/endpoint.h).
  std::vector<std::string> interfaces;
  std::vector<std::string> files;
  std::vector<std::string> settings_files;  // read before: --config, -F
  std::vector<std::string> labels;          // as many as legs, empty where none was given
  std::string filter;
  bool split_vlan = false;      // each outer VLAN id is an interface of its own
  TunnelKinds unwrap;           // whose frames are taken out of them
  bool tunnelled_only = false;  // and the others left out
  std::string filter_outer;     // of the frames that others are taken out of
  // Of interfaces that may be found in frames, by name.
  std::vector<std::pair<std::string, std::string>> interface_labels;
  bool optimize = true;                    // the filter's code; -d shows the difference
  int filter_dump = 0;                     // -d, -dd or -ddd: how the code is shown
  Direction direction = Direction::kBoth;  // the filter of a capture has it, too
  std::optional<int> dlt;                  // -y: the DLT_ value to ask an interface for
  bool wait_for_legs = false;              // that are absent or down at the start
  bool promiscuous = true;
  int snaplen = 262144;             // bytes
  std::optional<int> ring_kib;      // of one leg; by default the legs share kDefaultRings
  std::string tstamp_type;          // empty: the host's
  std::optional<std::string> user;  // to run as once the legs are open
  std::uint64_t count = 0;          // frames to write, 0 for no end
  std::optional<std::int64_t> hold_ns;
  OrderBy order = OrderBy::kCause;
  DuplicateOptions duplicates;
  std::optional<TrailerKind> trailer;  // whose times stand at the end of frames
  bool align = false;                  // legs of other clocks
  bool comment_moved = false;          // in pcapng, what was moved by its causes
  std::optional<std::size_t> buffer_mib;

  std::string write_path;  // empty: text on standard output
  FileFormat format = FileFormat::kPcap;
  bool microseconds = false;
  bool gzip = false;
  Rotation rotation;
  std::string finished_command;    // -z
  bool unbuffered = false;         // -U
  std::int64_t sync_seconds = 0;   // --sync; 0: not asked for
  bool print = false;              // text, too
  bool tell_count = false;         // --count: how many there are, and no text unless asked for
  std::string to_interface;        // an interface to create and play into; empty: none
  std::vector<FeedOffer> serve;    // where and how the stream is offered to readers
  bool serve_any = false;          // also where that is not the loopback
  std::size_t serve_readers = 64;  // of each feed, at most
  std::string sessions;            // the directory of the session log, "-": standard output
  sessions::LogFormat sessions_format = sessions::LogFormat::kJson;
  std::optional<Endpoint> page;           // where the run is shown to browsers
  bool page_any = false;                  // also where that is not the loopback
  std::optional<std::string> page_token;  // that its address has, in place of one made at random
  std::string summary_json;               // a file for the numbers at the end; empty: none
  std::string report;                     // a file for the whole capture to be read in; likewise
  std::vector<std::string> command_line;  // as it was given, the program first
  bool show_leg = false;
  bool quiet = false;
  bool for_wireshark = false;  // nothing on standard error but errors; a closed pipe is the end
  TextOptions text;

  int seconds = 0;    // that --check or -D --probe listens, 0 for not at all
  bool json = false;  // what -D and --check find

  // Of packets: this share of the memory, within these bounds, and of a small machine's never more
  // than kMostBufferShare; for files kLeastBuffer.
  static constexpr std::size_t kBufferShare = 8;
  static constexpr std::size_t kMostBufferShare = 4;
  static constexpr std::size_t kLeastBuffer = std::size_t{128} << 20;
  static constexpr std::size_t kMostBuffer = std::size_t{1024} << 20;
  static constexpr int kDefaultRings = 64 << 20;
  static constexpr std::int64_t kLiveHold = 20'000'000;
  static constexpr std::int64_t kImmediateHold = 1'000'000;  // --immediate-mode
  // Where a leg is a feed: its sensor holds frames too, and a network is between.
  static constexpr std::int64_t kFeedHold = 250'000'000;
  static constexpr std::int64_t kFileHold = 1'000'000'000;
  static constexpr std::int64_t kLeastRetireTimer = 1'000'000;  // the kernel counts milliseconds
  static constexpr std::int64_t kMostRetireTimer = 10'000'000;
  static constexpr std::size_t kMaxLegs = 32;
  static constexpr std::size_t kMaxFiles = 10'000;
  static constexpr int kCheckSeconds = 5;
};

// The legs that are interfaces of this host.
std::vector<std::string> interface_legs(const Options& options);

// Whether interfaces are found in frames, which are taken apart.
bool takes_out_of_frames(const Options& options);

// The filter of what comes in on a leg; what comes out of that has the run's filter.
const std::string& leg_filter(const Options& options);

// Nanoseconds that frames of live legs are held.
std::int64_t live_hold(const Options& options);

// Of them, how long the kernel leaves a block of a ring unfinished: a quarter, within bounds.
std::int64_t retire_timer(std::int64_t hold);

// Whether causes are looked for: of several legs to put them before their effects, of one to count
// them.
bool looks_for_causes(const Options& options);

// How much longer than for an older frame a frame waits for its cause, nanoseconds: a part of the
// hold where time passes, and besides it where the time is that of a capture. None of one leg.
std::int64_t live_reach(const Options& options);
std::int64_t file_reach(const Options& options);

// Bytes that packets may wait in.
std::size_t buffer_bytes(const Options& options);

// What live packets get by default in a machine of so much memory.
std::size_t live_buffer_bytes(std::size_t memory);

// Bytes of the kernel ring of each leg that is an interface.
int ring_bytes(const Options& options);

}  // namespace tapbond
