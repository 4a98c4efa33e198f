// Puts one direction of a TCP conversation in order, and tells what is missing of it.
//
// libtins's StreamFollower is not used for this: it keeps what comes out of order without a bound
// on all streams together, gives up a stream with a gap instead of going on behind it, and does not
// look at acknowledgements, which is how a passive listener knows that it missed something. What
// both ends have agreed on is a gap here as soon as the receiver acknowledges it.
//
// Places count from the start of the stream: the SYN has 0, the first byte 1. Bytes that come in
// order are handed on where they lie; only those behind a hole are copied, within a budget that all
// streams share. Acknowledged or not is kept, because Zeek's rules on when a conversation is closed
// ask for it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <span>
#include <vector>

namespace tapbond::sessions {

// Bytes that wait behind holes, of all streams.
struct ReassemblyBudget {
  std::size_t most = 0;
  std::size_t used = 0;
};

class Reassembly {
 public:
  // What comes out.
  class Receiver {
   public:
    virtual ~Receiver() = default;
    // The next bytes of the stream.
    virtual void deliver(std::span<const std::uint8_t> bytes) = 0;
    // So many that are missing come next.
    virtual void miss(std::uint64_t bytes) = 0;
  };

  explicit Reassembly(ReassemblyBudget& budget) : budget_(budget) {}
  ~Reassembly() { forget(); }
  Reassembly(const Reassembly&) = delete;
  Reassembly& operator=(const Reassembly&) = delete;

  // Bytes of the stream at that place. False when the budget does not allow to keep them: nothing
  // is waited for any more.
  bool put(std::uint64_t place, std::span<const std::uint8_t> bytes, Receiver& receiver);

  // Everything before that place has arrived at the other end: what is not here was missed.
  void acknowledge(std::uint64_t place, Receiver& receiver);

  // The same without a complaint about what is missing before the third place: of a stream whose
  // beginning was not seen.
  void acknowledge_partial(std::uint64_t place, Receiver& receiver);

  // What arrived counts as acknowledged.
  void let_go() { acknowledged_ = next_; }

  // Nothing comes out any more.
  void give_up();
  bool given_up() const { return given_up_; }

  std::uint64_t next() const { return next_; }
  std::uint64_t acknowledged() const { return acknowledged_; }
  // Some of what arrived is not acknowledged.
  bool unacknowledged() const { return next_ > acknowledged_ || !waiting_.empty(); }
  // From the first hole to the end of what waits.
  std::uint64_t behind_hole() const {
    return waiting_.empty() ? 0
                            : waiting_.rbegin()->first + waiting_.rbegin()->second.size() - next_;
  }
  std::uint64_t held() const {
    return (next_ > acknowledged_ ? next_ - acknowledged_ : 0) + waiting_bytes_;
  }

 private:
  bool keep(std::uint64_t place, std::span<const std::uint8_t> bytes);
  void deliver_waiting(Receiver& receiver);
  void skip_to(std::uint64_t place, Receiver& receiver);
  void forget();

  ReassemblyBudget& budget_;
  std::map<std::uint64_t, std::vector<std::uint8_t>> waiting_;  // without overlaps
  std::size_t waiting_bytes_ = 0;
  std::uint64_t next_ = 1;
  std::uint64_t acknowledged_ = 1;
  bool given_up_ = false;
};

}  // namespace tapbond::sessions
