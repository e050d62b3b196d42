

   
# only
