FROM a
CMD
CMD echo "a  b"
CMD ["a"]
CMD []
CMD ["a", ]
CMD ['a']
CMD [a]
CMD  [ "a" , "b\tc\u00e9\ud83d\ude00" ]  
CMD ["a"] b
ENTRYPOINT ["x", "-y"]
ENTRYPOINT exec x
ENTRYPOINT
SHELL ["bash", "-c"]
CMD ["\ud800"]
CMD ["a	b"]
