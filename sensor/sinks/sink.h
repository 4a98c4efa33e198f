// Where the bonded stream goes: a capture file, text, and whatever comes next.
//
// All calls of one sink but remark come from one thread, in this order: add_interface before the
// first frame of that interface, write and flush any number of times, finish at most once. The
// frames of a batch and their bytes are the caller's again when write returns.
//
// What cannot be written ends the run: calls throw SinkError, after the sink has left behind a
// valid file of every frame that written() counts. After that only written() and the destructor
// may be called.
#pragma once

#include <cstdint>
#include <limits>
#include <span>
#include <stdexcept>
#include <string>
#include <vector>

#include "bond/frame.h"
#include "sensor/files/beside.h"
#include "sensor/files/interface.h"
#include "sensor/sinks/moved_frames.h"

namespace tapbond {

class SinkError : public std::runtime_error {
 public:
  explicit SinkError(const std::string& what, int error = 0)
      : std::runtime_error(what), error_(error) {}

  // The errno behind it, 0 for none.
  int error() const { return error_; }

 private:
  int error_;
};

// How far the run has come.
struct Progress {
  static constexpr std::int64_t kUnknown = std::numeric_limits<std::int64_t>::min();

  // Capture time: all frames stamped before it were written, but for late ones.
  std::int64_t reached = kUnknown;
  // Since the start, of every interface in the order they were added. Those that came after this
  // was counted are missing at the end.
  std::vector<InterfaceCounts> counts{};
};

class Sink {
 public:
  virtual ~Sink() = default;

  // Called once, before all else: root has been given up, and what is created from here on belongs
  // to the user that the process has become.
  virtual void start() {}

  // What comes next is of this section. It has all interfaces that were added, and those to come.
  virtual void begin_section(const Section&) {}

  virtual void add_interface(const Interface& interface) = 0;

  // What only a pcapng file has a place for, ahead of the frames that may need it.
  virtual void add_block(const BesideBlock&) {}

  virtual void write(std::span<const Frame> batch) = 0;

  // Told before a write of frames of which some were moved; holds for that write.
  virtual void moved(const MovedFrames&) {}

  // Everything written so far becomes visible to readers.
  virtual void flush() = 0;

  // Told several times a second, between batches.
  virtual void progress(const Progress&) {}

  // Called between batches, and twice a second while none come: is what is written to still there?
  virtual void look() {}

  // Frames of the last write() that were passed over because what is written to was away, by row of
  // the interface table (as far as there are any). They count as lost, and not as a failure.
  virtual std::span<const std::uint64_t> passed_over() const { return {}; }

  // Finishes the file and goes on in a new one, under its name or the next. Somebody may have
  // moved the first one away; nothing is lost, and nothing overwritten, when nobody has.
  virtual void reopen() {}

  // The sink has all that it was asked for, and takes no more.
  virtual bool complete() const { return false; }

  // The end of the run, with the final counts of every interface in the order they were added.
  virtual void finish(std::span<const InterfaceCounts> counts) = 0;

  // Frames that have reached the file or stream for good: after flush and finish, all of them.
  virtual std::uint64_t written() const = 0;

  // What the summary should say of this sink besides how many frames it wrote; empty: nothing. From
  // any thread.
  virtual std::string remark() const { return {}; }
};

}  // namespace tapbond
