"""What a picture is worth: a sales history in, effects of picture kinds with an honest error bar out."""
