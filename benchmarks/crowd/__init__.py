"""A simulated public: ideas of known worth, people who look at them, and accounts under one hand that push their
own."""
