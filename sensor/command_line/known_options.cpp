#include "sensor/command_line/known_options.h"

#include <boost/program_options.hpp>

namespace tapbond {

namespace po = boost::program_options;

po::options_description known_options() {
  po::options_description known;
  const auto text = [] { return po::value<std::string>(); };
  known.add_options()                          //
      ("interface,i", text())                  //
      ("read,r", text())                       //
      ("read-list,V", text())                  //
      ("label", text())                        //
      ("write,w", text())                      //
      ("format", text())                       //
      ("compress", text())                     //
      ("file-size,C", text())                  //
      ("rotate-seconds,G", text())             //
      ("file-count,W", text())                 //
      ("ring", text())                         //
      ("max-disk", text())                     //
      ("postrotate-command,z", text())         //
      ("print", "")                            //
      ("to-interface", text())                 //
      ("serve", text())                        //
      ("serve-any", "")                        //
      ("serve-readers", text())                //
      ("sessions", text())                     //
      ("format-sessions", text())              //
      ("page", text())                         //
      ("page-any", "")                         //
      ("page-token", text())                   //
      ("summary-json", text())                 //
      ("report", text())                       //
      ("leg", "")                              //
      ("count", "")                            //
      ("packet-count,c", text())               //
      ("snapshot-length,s", text())            //
      ("buffer-size,B", text())                //
      ("no-promiscuous-mode,p", "")            //
      ("direction,Q", text())                  //
      ("linktype,y", text())                   //
      ("wait-for-legs", "")                    //
      ("filter-file,F", text())                //
      ("split", text())                        //
      ("unwrap", text())                       //
      ("unwrap-only", "")                      //
      ("filter-outer", text())                 //
      ("no-optimize,O", "")                    //
      ("dump-filter,d", "")                    //
      ("packet-buffered,U", "")                //
      ("sync", text())                         //
      ("immediate-mode", "")                   //
      ("line-buffered,l", "")                  //
      ("list-interfaces,D", "")                //
      ("list-data-link-types,L", "")           //
      ("list-time-stamp-types,J", "")          //
      ("probe", text())                        //
      ("check", "")                            //
      ("seconds", text())                      //
      ("json", "")                             //
      ("relinquish-privileges,Z", text())      //
      ("time-stamp-type,j", text())            //
      ("time-stamp-precision", text())         //
      ("micro", "")                            //
      ("nano", "")                             //
      ("no-names,n", "")                       //
      ("no-domains,N", "")                     //
      ("foreign-numeric,f", "")                //
      ("attempt-names,a", "")                  //
      ("link-header,e", "")                    //
      ("quiet,q", "")                          //
      ("verbose,v", "")                        //
      ("time,t", "")                           //
      ("hex,x", "")                            //
      ("hex-ascii,X", "")                      //
      ("ascii,A", "")                          //
      ("absolute-tcp-sequence-numbers,S", "")  //
      ("number,#", "")                         //
      ("dont-verify-checksums,K", "")          //
      ("nfs-handles,u", "")                    //
      ("as-dot,b", "")                         //
      ("type,T", text())                       //
      ("hold", text())                         //
      ("order", text())                        //
      ("duplicates", text())                   //
      ("duplicates-within", text())            //
      ("trailer", text())                      //
      ("align", "")                            //
      ("buffer", text())                       //
      ("config", text())                       //
      ("help,h", "")                           //
      ("version", "")                          //
      ("expression", text());
  return known;
}

std::vector<std::string> option_names() {
  std::vector<std::string> names;
  const po::options_description known = known_options();
  for (const auto& option : known.options()) names.push_back(option->long_name());
  return names;
}

}  // namespace tapbond
