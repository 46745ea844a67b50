// The Lambda function's own tests, so that ./dev test runs them too.
import '../../deploy/lex/fulfilment.test.mjs';
