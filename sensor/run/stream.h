// The bonded stream on its way from the legs to the sinks: bond, memory and outlet, put together.
//
// Owned and called by the thread that reads the legs. Frames go slab -> bond -> batch -> outlet ->
// back to the slab pool; this is the one place that sees the whole circle, and so the one that
// knows what to do when memory is at its bound.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "bond/bond.h"
#include "bond/slab_pool.h"
#include "sensor/checks/connection_watch.h"
#include "sensor/duplicates/duplicates.h"
#include "sensor/files/interface.h"
#include "sensor/run/beside_data.h"
#include "sensor/run/frame_witness.h"
#include "sensor/run/outlet.h"
#include "sensor/run/sink_thread.h"
#include "sensor/trailers/trailer_clock.h"

namespace tapbond {

struct StreamOptions {
  std::size_t legs = 1;
  std::int64_t hold_ns = 0;   // that a frame waits for an older one
  bool causes = false;        // are to come before their effects:
  std::int64_t reach_ns = 0;  // that a frame waits for them besides
  FrameOrder order = FrameOrder::kStamp;
  DuplicateOptions duplicates{};
  std::optional<TrailerKind> trailer{};
  bool copies = false;           // legs copy frames out of the slabs they read
  std::size_t buffer_bytes = 0;  // the bound of the slab pool
  std::uint64_t count = 0;       // frames to write, 0 for no end
};

class Stream {
 public:
  explicit Stream(const StreamOptions& options);

  // Starts the outlet. Before it frames can be pushed into the bond, but nothing leaves it. There
  // is at least one destination.
  void attach(std::vector<Destination> destinations);

  // Shows it the frames that leave, in their order, from here on; null: nobody.
  void show_to(ConnectionWatch* watch) { watch_ = watch; }

  Bond& bond() { return bond_; }
  const Bond& bond() const { return bond_; }
  // Bytes in which packets wait and are put in order, at most.
  std::size_t memory() const;
  SlabPool& pool() { return pool_; }
  const SlabPool& pool() const { return pool_; }

  // The times at the end of frames, before these are pushed; null where none are asked for.
  TrailerClock* trailers() { return trailers_ ? &*trailers_ : nullptr; }
  const TrailerClock* trailers() const { return trailers_ ? &*trailers_ : nullptr; }

  // Tells the sinks of an interface, ahead of its frames; answers with its row. Throws
  // std::length_error with one line when there are as many as can be told apart.
  std::uint32_t announce(Interface interface);

  // The same for what else its inputs hold.
  void tell(std::uint16_t leg, const Section& section) { beside_.tell(leg, section); }
  void carry(BesideBlock block);
  const BesideData& beside() const { return beside_; }

  // Sends on what waits in the unfinished batch, interfaces too.
  void send();

  // Has the sinks know of it, behind all that was sent so far.
  void tell(Progress progress) { batch_.progress = std::move(progress); }

  // Has every sink that writes a file finish it, with its share of the counts, and go on in a new
  // one (Sink::reopen), behind all that was sent so far. What became of it, the sinks say
  // themselves.
  void reopen(Progress progress);

  // Sends on what the bond lets go, in batches worth a write. `now`: monotonic nanoseconds.
  void release(std::int64_t now);

  // The same for a portion of it. True when nothing more is due.
  bool release_portion(std::int64_t now);

  // Sends on what waits of the old clock, at the end of a step.
  void end_step(std::int64_t now);

  // Sends on a portion of what waits, at the end of the run. True when nothing is left.
  bool release_rest();

  // Gives the pool back what the sinks are done with; waits for at most `wait_ms` milliseconds
  // until there is something. False when there is nothing.
  bool recycle(int wait_ms = 0);

  // The sinks that are waited for have plenty to do: who can wait with reading on (a file can) does
  // the memory a favour.
  bool backlogged() const {
    return (outstanding_ > kPlenty || beside_.plenty()) && !outlet_->idle();
  }

  // The pool is exhausted: takes one step towards a free slab, which may be to wait some
  // milliseconds for the sinks. They come first: even before memory that would be dear. Only when
  // those that are waited for have nothing left to give back do the oldest frames leave the bond
  // before their turn.
  void make_room(std::int64_t now);

  // The sinks that are waited for have everything, and the pool has everything back from them;
  // waits for some milliseconds.
  bool drained();

  // As many frames, or files, as asked for are out: nothing more is needed.
  bool complete() const { return (limit_ != 0 && sent_ == limit_) || outlet_->complete(); }
  bool failed() const { return given_up_ || outlet_->failed(); }

  // What has not been written by now will not be.
  void give_up() { given_up_ = true; }
  bool given_up() const { return given_up_; }
  std::string problem() const { return outlet_->problem(); }

  // Frames sent to the sinks, in all and of the interface in that row.
  std::uint64_t sent() const { return sent_; }
  std::uint64_t sent_of(std::uint32_t row) const { return sent_of_[row].frames; }
  std::uint64_t bytes_of(std::uint32_t row) const { return sent_of_[row].bytes; }  // on the wire
  // Duplicates that were left out, of the interface in that row and by leg.
  std::uint64_t left_out_of(std::uint32_t row) const { return sent_of_[row].left_out; }
  std::vector<std::uint64_t> left_out() const;
  DuplicateCounts duplicates() const { return duplicates_.counts(); }
  const std::vector<Interface>& interfaces() const { return interfaces_; }
  // Frames that were written, per leg and by row of the interface table.
  std::vector<std::uint64_t> written() const;
  std::vector<std::uint64_t> written_by_row() const;
  std::vector<SinkCounts> sinks() const {
    return outlet_ ? outlet_->sinks() : std::vector<SinkCounts>();
  }
  Outlet& outlet() { return *outlet_; }
  const Outlet& outlet() const { return *outlet_; }

 private:
  struct Sent {
    std::uint64_t frames = 0;
    std::uint64_t bytes = 0;
    std::uint64_t left_out = 0;  // frames
  };

  static constexpr std::size_t kMostPortion = 4096;
  // Frames with the outlet; a few batches.
  static constexpr std::size_t kPlenty = 65536;

  std::size_t take_new(std::size_t from, std::int64_t now);
  void note_other_times(std::size_t from);
  void treat_duplicates(std::size_t from);
  void leave_out(std::size_t from, std::span<const std::size_t> positions);
  void keep_first(std::size_t frames);
  bool wait_for_sinks(int wait_ms);

  std::vector<Interface> interfaces_;
  std::unique_ptr<FrameWitness> witness_;  // null: causes are not looked for
  Bond bond_;
  std::optional<TrailerClock> trailers_;
  Duplicates duplicates_;
  ConnectionWatch* watch_ = nullptr;
  SlabPool pool_;
  std::uint64_t limit_;
  std::int64_t linger_ = 0;  // that a small batch may wait for more frames, whoever gets it
  std::uint64_t sent_ = 0;
  BesideData beside_;
  bool ending_ = false;
  std::vector<Sent> sent_of_;  // by row
  Batch batch_;
  // Frames that are taken from the bond at once, as many as are worth a write: the sinks get to
  // work on the first, and are done with them, while the next are put in order.
  std::size_t portion_ = kMostPortion;
  bool given_up_ = false;
  std::int64_t batch_began_ = 0;
  std::vector<std::vector<Frame>> spares_;  // emptied batches, to be filled again
  bool stalled_ = false;                    // the sinks, when they were last waited for
  // While they were, of late: nanoseconds, and of the processors.
  std::int64_t waited_ = 0;
  std::int64_t ran_meanwhile_ = 0;
  bool sinks_block_ = false;     // they did not want for the processor
  std::size_t outstanding_ = 0;  // frames with the outlet
  std::unique_ptr<Outlet> outlet_;
};

}  // namespace tapbond
